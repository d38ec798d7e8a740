package dev.holdfast.backup.retention;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** The periods of the calendar that rules count by. */
enum Period {
    /** Hours; the one that a change of the clocks repeats is two. */
    HOURLY {
        @Override
        long number(ZonedDateTime time) {
            return time.truncatedTo(ChronoUnit.HOURS).toEpochSecond();
        }

        @Override
        String label(ZonedDateTime time) {
            boolean twice = time.getZone()
                            .getRules()
                            .getValidOffsets(time.toLocalDateTime())
                            .size()
                    > 1;
            return HOUR.format(time) + (twice ? time.getOffset().getId() : "");
        }
    },
    /** Days of the calendar. */
    DAILY {
        @Override
        long number(ZonedDateTime time) {
            return time.toLocalDate().toEpochDay();
        }

        @Override
        String label(ZonedDateTime time) {
            return time.toLocalDate().toString();
        }
    },
    /** ISO 8601 weeks: they begin on Monday, and one belongs to the year that has its Thursday. */
    WEEKLY {
        @Override
        long number(ZonedDateTime time) {
            return time.toLocalDate()
                    .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                    .toEpochDay();
        }

        @Override
        String label(ZonedDateTime time) {
            return String.format(
                    Locale.ROOT,
                    "%04d-W%02d",
                    time.get(IsoFields.WEEK_BASED_YEAR),
                    time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
    },
    /** Months of the calendar. */
    MONTHLY {
        @Override
        long number(ZonedDateTime time) {
            return time.getLong(ChronoField.PROLEPTIC_MONTH);
        }

        @Override
        String label(ZonedDateTime time) {
            return MONTH.format(time);
        }
    },
    /** Years of the calendar. */
    YEARLY {
        @Override
        long number(ZonedDateTime time) {
            return time.getYear();
        }

        @Override
        String label(ZonedDateTime time) {
            return String.format(Locale.ROOT, "%04d", time.getYear());
        }
    };

    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd HH'h'", Locale.ROOT);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT);

    /** {@return a number that all instants of one period share, and no instant of another} */
    abstract long number(ZonedDateTime time);

    /** {@return the period's name for people} */
    abstract String label(ZonedDateTime time);

    /** {@return the rule's name in the configuration} */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
