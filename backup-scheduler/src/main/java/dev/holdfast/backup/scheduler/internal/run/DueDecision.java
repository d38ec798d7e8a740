package dev.holdfast.backup.scheduler.internal.run;

import dev.holdfast.backup.scheduler.CatchUp;
import dev.holdfast.backup.scheduler.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is to be done about a due run, now that somebody has time for it. */
public sealed interface DueDecision {

    /**
     * Make it now.
     *
     * @param due when it was due, by which it is known
     * @param reason why it is made
     * @param missed what it makes up for, which is left out
     */
    record Run(Instant due, Reason reason, Missed missed) implements DueDecision {}

    /**
     * Make it later.
     *
     * @param until when
     */
    record Wait(Instant until) implements DueDecision {}

    /**
     * Do not make it.
     *
     * @param missed what is left out
     * @param next when the next one is due; empty if none is
     */
    record Leave(Missed missed, Optional<Instant> next) implements DueDecision {}

    /** How late a run may begin without counting as missed: somebody was there, and had to do something else first. */
    Duration GRACE = Duration.ofMinutes(10);

    /**
     * Decides.
     *
     * @param schedule the schedule
     * @param job the job's name
     * @param due when the run was due
     * @param reason why it comes up now: any but CATCH_UP, which is decided here
     * @param accountedUntil the latest due instant that was made or left out for good; a clock that was set back does not bring it again
     * @param now what the clock shows
     * @return what to do
     */
    static DueDecision of(
            Schedule schedule, String job, Instant due, Reason reason, Instant accountedUntil, Instant now) {
        if (!due.isAfter(accountedUntil)) {
            Instant from = accountedUntil.isAfter(now) ? accountedUntil : now;
            return new Leave(Missed.NONE, schedule.nextAfter(from));
        }
        if (reason != Reason.SCHEDULE) {
            return now.isAfter(due.plus(schedule.maxAge()))
                    ? late(schedule, due, now)
                    : unlessForbidden(schedule, new Run(due, reason, Missed.NONE), now);
        }
        Instant start = schedule.start(job, due);
        if (now.isBefore(start)) {
            return new Wait(start);
        }
        return now.isAfter(start.plus(GRACE))
                ? late(schedule, due, now)
                : unlessForbidden(schedule, new Run(due, reason, Missed.NONE), now);
    }

    private static DueDecision late(Schedule schedule, Instant due, Instant now) {
        Instant latest = Missed.latest(schedule, due, now).orElse(due);
        if (schedule.catchUp() == CatchUp.SKIP || now.isAfter(latest.plus(schedule.maxAge()))) {
            return new Leave(missed(schedule, due, now), schedule.nextAfter(now));
        }
        Missed before = latest.equals(due)
                ? Missed.NONE
                : Missed.between(schedule, due, latest).withFirst(due);
        return unlessForbidden(schedule, new Run(latest, Reason.CATCH_UP, before), now);
    }

    private static Missed missed(Schedule schedule, Instant due, Instant now) {
        return Missed.between(schedule, due, now.plusNanos(1)).withFirst(due);
    }

    private static DueDecision unlessForbidden(Schedule schedule, Run run, Instant now) {
        Instant free = schedule.freeAt(now);
        return free.isAfter(now) ? new Wait(free) : run;
    }
}
