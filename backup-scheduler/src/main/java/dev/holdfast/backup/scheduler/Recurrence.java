package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.scheduler.internal.time.CronTimes;
import dev.holdfast.backup.spi.Settings;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How something comes back: on the clock of a zone, or each time some length of time has passed.
 *
 * <p>On a clock, a time that it never shows because it is set forward counts at the first instant after that, and a time that it shows twice because
 * it is set back counts once, the first time. So in {@code Europe/Berlin} on 29 March 2026, 02:30 is 03:00 summer time, 01:00 UTC.
 */
public sealed interface Recurrence {

    /**
     * Each day.
     *
     * @param times when, sorted
     */
    record Daily(List<LocalTime> times) implements Recurrence {
        /**
         * Sorts the times.
         *
         * @param times when, in whole seconds; at least one
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-003} if there is none
         */
        public Daily {
            times = sorted("daily", times);
        }
    }

    /**
     * On some days of each week.
     *
     * @param days on which days, sorted
     * @param times when, sorted
     */
    record Weekly(List<DayOfWeek> days, List<LocalTime> times) implements Recurrence {
        /**
         * Sorts days and times.
         *
         * @param days on which days; at least one
         * @param times when, in whole seconds; at least one
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-003} without a time, {@code HF-SCH-004} without a day
         */
        public Weekly {
            days = days.stream().distinct().sorted().toList();
            if (days.isEmpty()) {
                throw ScheduleFault.of(
                        "HF-SCH-004",
                        "days",
                        "a weekly schedule has no days",
                        "Say on which days, such as days: [mon, thu]; for all of them write daily.");
            }
            times = sorted("weekly", times);
        }
    }

    /**
     * On some days of each month.
     *
     * @param days on which days, 1 to 31, sorted; one that a month does not have is its last
     * @param times when, sorted
     */
    record Monthly(List<Integer> days, List<LocalTime> times) implements Recurrence {
        /** The day that is the last one of every month. */
        public static final int LAST = 31;

        /**
         * Sorts days and times.
         *
         * @param days on which days, 1 to 31; one that a month does not have is its last, so {@link #LAST} is the last of every month. At least one
         * @param times when, in whole seconds; at least one
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-003} without a time, {@code HF-SCH-004} without a day or with another number
         */
        public Monthly {
            days = days.stream().distinct().sorted().toList();
            if (days.isEmpty()) {
                throw ScheduleFault.of(
                        "HF-SCH-004",
                        "days",
                        "a monthly schedule has no days",
                        "Say on which days of the month, such as days: [1, 15], or days: [last].");
            }
            for (int day : days) {
                if (day < 1 || day > LAST) {
                    throw ScheduleFault.of(
                            "HF-SCH-004",
                            "days",
                            "no month has a day " + day,
                            "Write numbers from 1 to 31, or last; a day that a month does not have is its last.");
                }
            }
            times = sorted("monthly", times);
        }

        boolean has(LocalDate date) {
            int day = date.getDayOfMonth();
            return days.contains(day) || (day == date.lengthOfMonth() && days.get(days.size() - 1) > day);
        }
    }

    /**
     * Each time that some length of time has passed, whatever clocks do.
     *
     * @param length the length of time: whole seconds, from a minute to 366 days
     * @param starting the first instant, or {@code null} for Monday, 3 January 2000, 00:00 in the schedule's zone
     */
    record Every(Duration length, @Nullable Instant starting) implements Recurrence {
        private static final Duration SHORTEST = Duration.ofMinutes(1);
        private static final Duration LONGEST = Duration.ofDays(366);
        static final LocalDateTime ANCHOR = LocalDateTime.of(2000, 1, 3, 0, 0);

        /**
         * Validates the length.
         *
         * @param length the length of time: whole seconds, from a minute to 366 days
         * @param starting the first instant, or {@code null} for Monday, 3 January 2000, 00:00 in the schedule's zone
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-007} if it is too short, too long, or no whole number of seconds
         */
        public Every {
            if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0 || length.toNanosPart() != 0) {
                throw ScheduleFault.of(
                        "HF-SCH-007",
                        "every",
                        "a schedule cannot come back every " + Settings.durationText(length),
                        "Write whole seconds, from 1m to 366d.");
            }
        }
    }

    /**
     * When a cron expression says.
     *
     * @param expression minute, hour, day of the month, month and day of the week; if neither of the two kinds of days is {@code *}, either is enough
     */
    record Cron(String expression) implements Recurrence {
        /**
         * Reads the expression.
         *
         * @param expression minute, hour, day of the month, month and day of the week; if neither of the two kinds of days is {@code *}, either is
         *     enough
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-002} if it is none
         */
        public Cron {
            expression = expression.trim().replaceAll("\\s+", " ");
            times(expression);
        }

        static CronTimes times(String expression) {
            try {
                return CronTimes.of(expression);
            } catch (IllegalArgumentException e) {
                throw ScheduleFault.of(
                        "HF-SCH-002",
                        "cron",
                        "\"" + expression + "\" is no cron expression: " + e.getMessage(),
                        "Write five fields: minute, hour, day of the month, month, day of the week; \"15 2 * * mon-fri\".",
                        e);
            }
        }
    }

    private static List<LocalTime> sorted(String setting, Collection<LocalTime> times) {
        if (times.isEmpty() || times.stream().anyMatch(time -> !time.equals(time.truncatedTo(ChronoUnit.SECONDS)))) {
            throw ScheduleFault.of(
                    "HF-SCH-003",
                    setting,
                    "a " + setting + " schedule needs times in whole seconds",
                    "Say at what time, such as " + setting + ": \"02:15\".");
        }
        return times.stream().distinct().sorted().toList();
    }
}
