package dev.holdfast.backup.scheduler.internal.time;

import java.time.Instant;
import java.util.Optional;

/** A sequence of instants that only grows. */
public interface Instants {

    /**
     * Returns the next instant.
     *
     * @param from an instant
     * @return the first instant of the sequence that is later; empty if there is none
     */
    Optional<Instant> after(Instant from);
}
