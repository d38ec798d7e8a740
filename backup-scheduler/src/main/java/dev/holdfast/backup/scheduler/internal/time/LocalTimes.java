package dev.holdfast.backup.scheduler.internal.time;

import java.time.LocalDateTime;
import java.util.Optional;

/** A sequence of local times that only grows; knows nothing of zones. */
public interface LocalTimes {

    /**
     * Returns the next time.
     *
     * @param local a local time
     * @return the first time of the sequence that is later; empty if there is none
     */
    Optional<LocalDateTime> after(LocalDateTime local);
}
