package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.engine.InMemoryRunHistory;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.Retry;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleOrigin;
import dev.holdfast.backup.scheduler.ScheduleSettings;
import dev.holdfast.backup.scheduler.internal.run.Reason;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.scheduler.internal.store.ScheduleRows;
import dev.holdfast.backup.scheduler.internal.store.StoredSchedule;
import dev.holdfast.backup.testkit.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One schedule with its row, without a database and without backups: everything around {@link DueWork}, stepped by hand. */
final class Stage implements DueWork.Book, DueWork.Claims, Work {

    static final ScheduleKey KEY = ScheduleKey.job("nightly");

    final ManualClock clock;
    final InMemoryRunHistory history = new InMemoryRunHistory();
    final List<RunCause> begun = new ArrayList<>();
    final List<Boolean> waited = new ArrayList<>();
    final List<DueRun> claimed = new ArrayList<>();
    boolean known = true;
    boolean ours = true;
    boolean allPaused;
    boolean stopping;
    Retry retry = Retry.NEVER;
    Doing doing = cause -> new RunOutcome(RunState.SUCCEEDED, null);

    @Nullable Schedule schedule;

    boolean paused;

    @Nullable Instant accounted;

    /** The row; null once it is gone. */
    @Nullable DueRun row;

    Instant at;
    private final DueWork work;

    /** What a run does. */
    interface Doing {
        RunOutcome run(RunCause cause) throws InterruptedException;
    }

    Stage(Schedule schedule, Instant now) {
        this.schedule = schedule;
        this.clock = ManualClock.at(now);
        this.work = new DueWork(this, this, this, new SkipLog(history, event -> {}, clock), clock, () -> stopping);
        Instant due = schedule.nextAfter(now).orElseThrow();
        this.row = DueRun.first(due, Reason.SCHEDULE, digest());
        this.at = schedule.start(KEY.name(), due);
    }

    private String digest() {
        return ScheduleRows.digest(ScheduleSettings.toJson(java.util.Objects.requireNonNull(schedule)));
    }

    /** Picks the row if its time has come, and carries it out; returns whether it was picked. */
    boolean step() {
        DueRun now = row;
        if (now == null || clock.instant().isBefore(at)) {
            return false;
        }
        After after = work.carryOut(KEY, now);
        Instant until = after.accounted();
        if (until != null && (accounted == null || until.isAfter(accounted))) {
            accounted = until;
        }
        if (after instanceof After.Later later) {
            row = later.run();
            at = later.at();
        } else {
            row = null;
        }
        return true;
    }

    /** Steps on until the row waits for a later time than now. */
    void settle() {
        int steps = 0;
        while (step()) {
            if (++steps > 1000) {
                throw new AssertionError("a row that comes up again and again: " + row + " at " + at);
            }
        }
    }

    List<Instant> dues() {
        return begun.stream().map(RunCause::dueAt).toList();
    }

    List<RunRecord> remembered() {
        return history.page(HistoryQuery.ALL.limitedTo(1000)).runs();
    }

    @Override
    public Optional<StoredSchedule> find(ScheduleKey key) {
        Schedule now = schedule;
        return now == null
                ? Optional.empty()
                : Optional.of(new StoredSchedule(
                        key,
                        ScheduleOrigin.RUNTIME,
                        ScheduleSettings.toJson(now),
                        digest(),
                        now.enabled(),
                        paused,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        "",
                        "",
                        accounted,
                        null));
    }

    @Override
    public boolean isPaused() {
        return allPaused;
    }

    @Override
    public boolean claim(ScheduleKey key, DueRun run) {
        claimed.add(run);
        return ours;
    }

    @Override
    public boolean knows(ScheduleKey key) {
        return known;
    }

    @Override
    public Retry retry(ScheduleKey key) {
        return retry;
    }

    @Override
    public RunOutcome run(ScheduleKey key, Schedule by, RunCause cause, boolean waiting) throws InterruptedException {
        begun.add(cause);
        waited.add(waiting);
        return doing.run(cause);
    }
}
