package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.scheduler.Overlap;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleSettings;
import dev.holdfast.backup.scheduler.internal.run.DueDecision;
import dev.holdfast.backup.scheduler.internal.run.Missed;
import dev.holdfast.backup.scheduler.internal.run.NextStep;
import dev.holdfast.backup.scheduler.internal.run.Reason;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.scheduler.internal.store.StoredSchedule;
import dev.holdfast.backup.spi.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done about one due run, from the look at its schedule to what comes next. Knows nothing of db-scheduler. Thread-safe. */
final class DueWork {

    /** How soon a node that does not have the job looks again; until then one that has it may take it. */
    static final Duration UNKNOWN_WAIT = Duration.ofMinutes(1);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    /** Half a minute: a target that is free again does not wait for long. */
    private static final int MOST_DOUBLINGS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(DueWork.class);

    /** Finds schedules that count. */
    interface Book {
        Optional<StoredSchedule> find(ScheduleKey key);

        boolean isPaused();
    }

    /** Writes down what is about to be run, so that whoever finds this process dead does the same run again. */
    interface Claims {
        /**
         * Returns whether this process still has the row.
         *
         * @throws BackupException {@code HF-HIS-001} if the database does not answer; nothing is run then
         */
        boolean claim(ScheduleKey key, DueRun run);
    }

    private final Book book;
    private final Claims claims;
    private final Work work;
    private final SkipLog skips;
    private final Clock clock;
    private final BooleanSupplier stopping;

    DueWork(Book book, Claims claims, Work work, SkipLog skips, Clock clock, BooleanSupplier stopping) {
        this.book = book;
        this.claims = claims;
        this.work = work;
        this.skips = skips;
        this.clock = clock;
        this.stopping = stopping;
    }

    /**
     * Does it.
     *
     * @param key what is scheduled
     * @param run which run of it
     * @return what becomes of its row
     */
    After carryOut(ScheduleKey key, DueRun run) {
        Optional<StoredSchedule> stored = book.find(key);
        if (stored.isEmpty() || !runs(stored.get(), book.isPaused())) {
            return new After.Gone(null);
        }
        Instant now = clock.instant();
        if (!work.knows(key)) {
            return new After.Later(now.plus(UNKNOWN_WAIT), run, null);
        }
        StoredSchedule found = stored.get();
        Schedule schedule = ScheduleSettings.fromJson(found.definition());
        Instant accounted = found.accountedUntil() == null ? Instant.EPOCH : found.accountedUntil();
        DueDecision decision = DueDecision.of(schedule, name(key), run.due(), run.reason(), accounted, now);
        if (decision instanceof DueDecision.Wait wait) {
            return new After.Later(wait.until(), run, null);
        }
        if (decision instanceof DueDecision.Leave leave) {
            tellMissed(key, run, leave.missed());
            return next(key, schedule, found.digest(), leave.next(), last(leave.missed()));
        }
        return begin(key, schedule, found.digest(), run, (DueDecision.Run) decision);
    }

    /** Returns whether a schedule that counts is to be run now. */
    static boolean runs(StoredSchedule stored, boolean allPaused) {
        return stored.enabled() && !stored.paused() && stored.orphanedAt() == null && !allPaused;
    }

    private After begin(ScheduleKey key, Schedule schedule, String digest, DueRun run, DueDecision.Run decision) {
        boolean same = decision.due().equals(run.due());
        DueRun now =
                new DueRun(decision.due(), same ? run.attempt() : 1, decision.reason(), same ? run.waits() : 0, digest);
        if (!claims.claim(key, now.revived())) {
            LOG.warn("another process took over {} {}", key.kind(), key.name());
            return new After.Gone(null);
        }
        tellMissed(key, run, decision.missed());
        RunOutcome outcome;
        try {
            outcome = work.run(key, schedule, cause(now), now.waits() > 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new After.Later(clock.instant(), now.revived(), null);
        }
        if (outcome.state() == RunState.CANCELLED && stopping.getAsBoolean()) {
            return new After.Later(clock.instant(), now.revived(), null);
        }
        return behind(key, now, outcome);
    }

    /** One that waited was not missed: somebody was there. */
    private void tellMissed(ScheduleKey key, DueRun run, Missed missed) {
        boolean waited = run.waits() > 0 && missed.listed().contains(run.due());
        if (waited) {
            skips.waitedInVain(key, run.due(), null);
        }
        skips.missed(key, waited ? missed.without(run.due()) : missed);
    }

    private static RunCause cause(DueRun run) {
        RunTrigger trigger = switch (run.reason()) {
            case SCHEDULE, QUEUED -> run.attempt() > 1 ? RunTrigger.RETRY : RunTrigger.SCHEDULE;
            case RETRY -> RunTrigger.RETRY;
            case CATCH_UP, REVIVED -> RunTrigger.CATCH_UP;
        };
        return RunCause.schedule(trigger, run.due(), run.attempt());
    }

    /** The schedule may have been changed, paused or removed while the run went on, so it is looked at anew. */
    private After behind(ScheduleKey key, DueRun run, RunOutcome outcome) {
        Optional<StoredSchedule> stored = book.find(key);
        if (stored.isEmpty() || !runs(stored.get(), book.isPaused())) {
            return new After.Gone(run.due());
        }
        Schedule schedule = ScheduleSettings.fromJson(stored.get().definition());
        String digest = stored.get().digest();
        Instant now = clock.instant();
        boolean waits = outcome.isInUse()
                ? schedule.overlap() == Overlap.QUEUE
                : outcome.isWithoutLeases() || (outcome.hasLostLease() && run.waits() < MOST_DOUBLINGS);
        if (waits && now.isBefore(run.due().plus(schedule.maxAge()))) {
            if (run.waits() == 0) {
                LOG.info(
                        "{} {} waits and begins when it can, up to {} after {}",
                        key.kind(),
                        key.name(),
                        Settings.durationText(schedule.maxAge()),
                        run.due());
            }
            Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(run.waits(), MOST_DOUBLINGS));
            return new After.Later(schedule.freeAt(now.plus(wait)), run.waiting(), null);
        }
        if (run.waits() > 0 && outcome.isUnableToBegin()) {
            skips.waitedInVain(key, run.due(), outcome.failure());
        }
        @Nullable BackupException failure = outcome.state().isUsable() ? null : outcome.failure();
        NextStep step = NextStep.after(schedule, name(key), run.due(), run.attempt(), failure, work.retry(key), now);
        if (step instanceof NextStep.Again again) {
            LOG.warn(
                    "{} {} failed in attempt {} and is tried again at {}",
                    key.kind(),
                    key.name(),
                    run.attempt(),
                    again.at());
            return new After.Later(again.at(), new DueRun(run.due(), again.attempt(), Reason.RETRY, 0, digest), null);
        }
        if (step instanceof NextStep.Never never) {
            skips.overlapped(key, never.leftOut(), never.refused());
            return new After.Gone(later(run.due(), last(never.leftOut())));
        }
        NextStep.Next next = (NextStep.Next) step;
        skips.overlapped(key, next.leftOut(), next.refused());
        return new After.Later(
                next.at(), DueRun.first(next.due(), next.reason(), digest), later(run.due(), last(next.leftOut())));
    }

    private static After next(
            ScheduleKey key, Schedule schedule, String digest, Optional<Instant> next, @Nullable Instant accounted) {
        return next.<After>map(due -> new After.Later(
                        schedule.start(name(key), due), DueRun.first(due, Reason.SCHEDULE, digest), accounted))
                .orElseGet(() -> new After.Gone(accounted));
    }

    /** What jitter is computed from. */
    static String name(ScheduleKey key) {
        return key.isJob() ? key.name() : "maintenance." + key.kind();
    }

    private static @Nullable Instant last(Missed missed) {
        return missed.listed().isEmpty()
                ? null
                : missed.listed().get(missed.listed().size() - 1);
    }

    private static Instant later(Instant due, @Nullable Instant other) {
        return other != null && other.isAfter(due) ? other : due;
    }
}
