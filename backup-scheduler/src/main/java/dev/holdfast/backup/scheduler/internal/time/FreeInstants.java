package dev.holdfast.backup.scheduler.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Those instants of a sequence that lie in no window.
 *
 * @param all the sequence
 * @param windows the windows
 */
public record FreeInstants(Instants all, Windows windows) implements Instants {

    /** The days of the week fall on the same dates after 28 years at most, and after 40 where a year without a leap day lies between. */
    private static final Duration HORIZON = Duration.ofDays(41 * 366L);

    @Override
    public Optional<Instant> after(Instant from) {
        Instant horizon = from.plus(HORIZON);
        Instant at = from;
        while (true) {
            Optional<Instant> next = all.after(at);
            if (next.isEmpty() || next.get().isAfter(horizon)) {
                return Optional.empty();
            }
            Optional<Instant> end = windows.endAt(next.get());
            if (end.isEmpty()) {
                return next;
            }
            // One that is due right when a window ends is free of that window.
            at = end.get().minusNanos(1);
        }
    }
}
