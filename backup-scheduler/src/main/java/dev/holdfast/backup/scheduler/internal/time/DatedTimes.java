package dev.holdfast.backup.scheduler.internal.time;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Some times of some days.
 *
 * @param days tells whether a day is one of them; must be true for at least one day of each month
 * @param times the times of such a day, in their order
 */
public record DatedTimes(Predicate<LocalDate> days, List<LocalTime> times) implements LocalTimes {

    /** The last day of a month and the last of the next are not further apart. */
    private static final int LONGEST_WAIT = 62;

    /**
     * Copies the times.
     *
     * @param days tells whether a day is one of them; must be true for at least one day of each month
     * @param times the times of such a day, in their order
     */
    public DatedTimes {
        times = List.copyOf(times);
    }

    @Override
    public Optional<LocalDateTime> after(LocalDateTime local) {
        LocalDate day = local.toLocalDate();
        for (int i = 0; i <= LONGEST_WAIT; i++) {
            if (days.test(day)) {
                for (LocalTime time : times) {
                    LocalDateTime candidate = day.atTime(time);
                    if (candidate.isAfter(local)) {
                        return Optional.of(candidate);
                    }
                }
            }
            day = day.plusDays(1);
        }
        throw new IllegalStateException("no day for " + LONGEST_WAIT + " days after " + local);
    }
}
