package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.scheduler.internal.time.ClockInstants;
import dev.holdfast.backup.scheduler.internal.time.DatedTimes;
import dev.holdfast.backup.scheduler.internal.time.EveryInstants;
import dev.holdfast.backup.scheduler.internal.time.FreeInstants;
import dev.holdfast.backup.scheduler.internal.time.Instants;
import dev.holdfast.backup.scheduler.internal.time.LocalTimeLine;
import dev.holdfast.backup.scheduler.internal.time.LocalTimes;
import dev.holdfast.backup.scheduler.internal.time.Windows;
import java.time.Instant;

/** Makes the sequence of instants that a schedule means. */
final class DueInstants {

    private DueInstants() {}

    static Instants of(Schedule schedule) {
        Instants all = of(schedule.recurrence(), new LocalTimeLine(schedule.zone()));
        return schedule.blackout().isEmpty() ? all : new FreeInstants(all, windows(schedule));
    }

    static Windows windows(Schedule schedule) {
        return new Windows(new LocalTimeLine(schedule.zone()), schedule.blackout());
    }

    private static Instants of(Recurrence recurrence, LocalTimeLine line) {
        if (recurrence instanceof Recurrence.Every every) {
            Instant starting = every.starting();
            return new EveryInstants(
                    starting == null ? line.instantOf(Recurrence.Every.ANCHOR) : starting, every.length());
        }
        return new ClockInstants(line, localTimes(recurrence));
    }

    private static LocalTimes localTimes(Recurrence recurrence) {
        if (recurrence instanceof Recurrence.Daily daily) {
            return new DatedTimes(date -> true, daily.times());
        } else if (recurrence instanceof Recurrence.Weekly weekly) {
            return new DatedTimes(date -> weekly.days().contains(date.getDayOfWeek()), weekly.times());
        } else if (recurrence instanceof Recurrence.Monthly monthly) {
            return new DatedTimes(monthly::has, monthly.times());
        } else if (recurrence instanceof Recurrence.Cron cron) {
            return Recurrence.Cron.times(cron.expression());
        }
        throw new IllegalArgumentException("not on a clock: " + recurrence);
    }
}
