package dev.holdfast.backup.scheduler.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Instants with the same time between them, whatever clocks do.
 *
 * @param anchor the first one
 * @param length the time between two, in whole seconds
 */
public record EveryInstants(Instant anchor, Duration length) implements Instants {

    @Override
    public Optional<Instant> after(Instant from) {
        if (from.isBefore(anchor)) {
            return Optional.of(anchor);
        }
        long passed = Duration.between(anchor, from).toSeconds() / length.toSeconds();
        return Optional.of(anchor.plus(length.multipliedBy(passed + 1)));
    }
}
