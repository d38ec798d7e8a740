package dev.holdfast.backup.scheduler.internal.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;

/**
 * The instants at which the clock of a zone shows certain times.
 *
 * @param line the clock
 * @param times the times
 */
public record ClockInstants(LocalTimeLine line, LocalTimes times) implements Instants {

    @Override
    public Optional<Instant> after(Instant from) {
        // The line never goes back, so no time up to the one that the clock shows now has an instant that is to come.
        LocalDateTime local = line.at(from);
        while (true) {
            Optional<LocalDateTime> next = times.after(local);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            local = next.get();
            Instant instant = line.instantOf(local);
            // When the clock shows an hour for the second time, the times of that hour have been.
            if (instant.isAfter(from)) {
                return Optional.of(instant);
            }
        }
    }
}
