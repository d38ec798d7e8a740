package dev.holdfast.backup.scheduler.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.scheduler.Overlap;
import dev.holdfast.backup.scheduler.Retry;
import dev.holdfast.backup.scheduler.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What comes after a run. */
public sealed interface NextStep {

    /**
     * The same run again.
     *
     * @param at when
     * @param attempt which attempt it then is
     */
    record Again(Instant at, int attempt) implements NextStep {}

    /**
     * Another run.
     *
     * @param due when it is due
     * @param at when it begins
     * @param reason why
     * @param leftOut what was due meanwhile and is not made
     * @param refused whether leaving that out is a failure that people are told about
     */
    record Next(Instant due, Instant at, Reason reason, Missed leftOut, boolean refused) implements NextStep {}

    /**
     * None, ever.
     *
     * @param leftOut what was due meanwhile and is not made
     * @param refused whether leaving that out is a failure that people are told about
     */
    record Never(Missed leftOut, boolean refused) implements NextStep {}

    /**
     * Decides.
     *
     * @param schedule the schedule
     * @param job the job's name
     * @param due when the run that ended was due
     * @param attempt which attempt it was, 1 for the first
     * @param failure why it failed, or {@code null} if it did not
     * @param retry how often to try again
     * @param now when it ended
     * @return what comes next
     */
    static NextStep after(
            Schedule schedule,
            String job,
            Instant due,
            int attempt,
            @Nullable BackupException failure,
            Retry retry,
            Instant now) {
        if (failure != null) {
            Optional<Duration> wait = retry.after(attempt, failure);
            if (wait.isPresent()) {
                Instant at = schedule.freeAt(now.plus(wait.get()));
                Optional<Instant> next = schedule.nextAfter(due);
                boolean overtaken =
                        next.isPresent() && !schedule.start(job, next.get()).isAfter(at);
                if (!overtaken && !at.isAfter(due.plus(schedule.maxAge()))) {
                    return new Again(at, attempt + 1);
                }
            }
        }
        return next(schedule, job, due, now);
    }

    private static NextStep next(Schedule schedule, String job, Instant due, Instant now) {
        Optional<Instant> latest = Missed.latest(schedule, due, now);
        if (latest.isPresent() && schedule.overlap() == Overlap.QUEUE) {
            Instant at = schedule.start(job, latest.get());
            return new Next(
                    latest.get(),
                    schedule.freeAt(at.isAfter(now) ? at : now),
                    Reason.QUEUED,
                    Missed.between(schedule, due, latest.get()),
                    false);
        }
        Missed passed = latest.isEmpty() ? Missed.NONE : Missed.between(schedule, due, now.plusNanos(1));
        boolean refused = schedule.overlap() == Overlap.REFUSE && latest.isPresent();
        Instant from = due.isAfter(now) ? due : now;
        return schedule.nextAfter(from)
                .<NextStep>map(next -> new Next(next, schedule.start(job, next), Reason.SCHEDULE, passed, refused))
                .orElseGet(() -> new Never(passed, refused));
    }
}
