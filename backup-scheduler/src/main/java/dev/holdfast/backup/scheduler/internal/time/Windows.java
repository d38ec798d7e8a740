package dev.holdfast.backup.scheduler.internal.time;

import dev.holdfast.backup.scheduler.BlackoutWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * Windows that come back each week, on the clock of a zone.
 *
 * @param line the clock
 * @param windows the windows
 */
public record Windows(LocalTimeLine line, List<BlackoutWindow> windows) {

    /** A window begins on the day before at the earliest; a clock may be set by a day. */
    private static final int DAYS_BACK = 2;

    /**
     * Copies the list.
     *
     * @param line the clock
     * @param windows the windows
     */
    public Windows {
        windows = List.copyOf(windows);
    }

    /**
     * Tells when the windows leave an instant free.
     *
     * @param instant the instant
     * @return the latest end of the windows it lies in; empty if it lies in none. Another window may begin there
     */
    public Optional<Instant> endAt(Instant instant) {
        LocalDate today = line.at(instant).toLocalDate();
        Instant latest = instant;
        for (BlackoutWindow window : windows) {
            for (LocalDate day = today.minusDays(DAYS_BACK); !day.isAfter(today); day = day.plusDays(1)) {
                if (window.days().contains(day.getDayOfWeek())) {
                    Instant end = line.instantOf(end(window, day));
                    if (!line.instantOf(day.atTime(window.from())).isAfter(instant) && end.isAfter(latest)) {
                        latest = end;
                    }
                }
            }
        }
        return latest.isAfter(instant) ? Optional.of(latest) : Optional.empty();
    }

    private static LocalDateTime end(BlackoutWindow window, LocalDate day) {
        LocalTime to = window.to();
        return to.isAfter(window.from()) ? day.atTime(to) : day.plusDays(1).atTime(to);
    }
}
