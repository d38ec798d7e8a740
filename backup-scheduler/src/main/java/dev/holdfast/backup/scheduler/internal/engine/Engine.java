package dev.holdfast.backup.scheduler.internal.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.scheduler.internal.store.Schedules;
import dev.holdfast.backup.scheduler.internal.store.StoredSchedule;
import dev.holdfast.backup.spi.RunHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * db-scheduler at work on the schedules of a database, by the composition of this node.
 *
 * <p>Its own clock decides nothing here: who is dead is said by the owners, and {@link #tick()} has it look for what is due, since its own wait
 * takes hours when the clock is set back by hours.
 */
public final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** It is woken by ticks; this is only what it does if nobody ticks any more. */
    private static final Duration POLLING = Duration.ofMinutes(1);

    private static final Duration HEARTBEAT = Duration.ofMinutes(5);
    private static final int MISSED_HEARTBEATS = 6;
    private static final Duration KEEP_UNKNOWN = Duration.ofDays(3650);
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);
    private static final double FEWEST_LEFT = 0.5;
    private static final double MOST_FETCHED = 3.0;
    private static final long SYNC_EVERY_TICKS = 60;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Schedules schedules;
    private final Running running = new Running();
    private final Pool pool;
    private final Scheduler scheduler;
    private final RowSync rows;
    private final CountDownLatch givenUp = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile boolean lookAgain;
    private volatile boolean hurried;
    private long seenVersion = -1;
    private long ticks;

    /**
     * Makes it; runs nothing yet.
     *
     * @param database where schedules and rows are
     * @param compositions what this node runs
     * @param history where runs are remembered that are not made
     * @param listener is told of them
     * @param isDead tells whether a process is known to be dead
     * @param threads how many runs there are at once
     */
    public Engine(
            Database database,
            Compositions compositions,
            RunHistory history,
            BackupListener listener,
            Predicate<String> isDead,
            int threads) {
        this.schedules = new Schedules(database);
        Clock clock = database.clock();
        DueWork work = new DueWork(
                book(schedules),
                new TaskRows(database),
                new ComposedWork(compositions, running, clock),
                new SkipLog(history, listener, clock),
                clock,
                () -> stopping);
        this.pool = new Pool(threads);
        this.scheduler = Scheduler.create(
                        database.tasks(),
                        List.of(
                                task(TaskNames.JOB, work, isDead, clock),
                                task(TaskNames.MAINTENANCE, work, isDead, clock)))
                .tableName(Database.TASK_TABLE)
                .jdbcCustomization(database.taskCustomization())
                .serializer(new DueRunSerializer())
                .schedulerName(new SchedulerName.Fixed(database.owner()))
                .clock(clock::instant)
                .threads(threads)
                .executorService(pool.runs())
                .dueExecutor(pool.due())
                .housekeeperExecutor(pool.housekeeping())
                .pollUsingFetchAndLockOnExecute(FEWEST_LEFT, MOST_FETCHED)
                .pollingInterval(POLLING)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .deleteUnresolvedAfter(KEEP_UNKNOWN)
                .shutdownMaxWait(LAST_WAIT)
                .commitWhenAutocommitDisabled(true)
                .build();
        this.rows = new RowSync(schedules, scheduler, clock);
    }

    private static DueWork.Book book(Schedules schedules) {
        return new DueWork.Book() {
            @Override
            public Optional<StoredSchedule> find(ScheduleKey key) {
                return schedules.find(key);
            }

            @Override
            public boolean isPaused() {
                return schedules.isPaused();
            }
        };
    }

    private Task<DueRun> task(String name, DueWork work, Predicate<String> isDead, Clock clock) {
        return Tasks.custom(name, DueRun.class)
                .onDeadExecution((complete, operations) -> {
                    // Asked again and again as long as the row has no heartbeat: by a clock that was set, perhaps, but
                    // for nobody's death.
                    if (isDead.test(complete.getExecution().pickedBy)) {
                        operations.reschedule(complete, clock.instant());
                    }
                })
                .onFailure((complete, operations) -> {
                    LOG.error(
                            "{} broke",
                            complete.getExecution(),
                            complete.getCause().orElse(null));
                    settle(
                            complete,
                            operations,
                            new After.Later(
                                    clock.instant().plus(DueWork.UNKNOWN_WAIT),
                                    (DueRun)
                                            complete.getExecution().taskInstance.getData(),
                                    null));
                })
                .execute((instance, context) -> {
                    After after = carriedOut(work, TaskNames.key(instance), instance.getData(), clock);
                    return (complete, operations) -> settle(complete, operations, after);
                });
    }

    private After carriedOut(DueWork work, ScheduleKey key, DueRun run, Clock clock) {
        try {
            return work.carryOut(key, run);
        } catch (BackupException e) {
            // The database went away before the run began; what it has of the row says what to do when it is back.
            LOG.warn("{} {} has to wait: {}", key.kind(), key.name(), e.getMessage());
            return new After.Later(clock.instant(), run, null);
        }
    }

    /** Says what comes next, however long the database takes to hear it: the row is this process's until then. */
    private void settle(ExecutionComplete complete, ExecutionOperations<DueRun> operations, After after) {
        ScheduleKey key = TaskNames.key(complete.getExecution());
        boolean told = false;
        while (true) {
            try {
                Instant accounted = after.accounted();
                if (accounted != null) {
                    schedules.account(key, accounted);
                }
                if (after instanceof After.Later later) {
                    operations.reschedule(complete, later.at(), later.run());
                } else {
                    operations.remove();
                    // A schedule that was let go on a moment ago found this row and made none of its own.
                    lookAgain = true;
                }
                return;
            } catch (ExecutionException e) {
                LOG.warn("{} {} was taken over by another process meanwhile", key.kind(), key.name());
                return;
            } catch (RuntimeException e) {
                if (!told) {
                    LOG.warn("what comes after {} {} waits for the database: {}", key.kind(), key.name(), e.toString());
                    told = true;
                }
                if (gaveUpWhileWaiting()) {
                    return;
                }
            }
        }
    }

    private boolean gaveUpWhileWaiting() {
        try {
            return givenUp.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Begins to run what is due. */
    public void start() {
        rows.sync();
        scheduler.start();
    }

    /**
     * Looks whether schedules have changed, and has db-scheduler look for what is due. For one thread.
     *
     * @throws BackupException {@code HF-HIS-001} if the database does not answer
     */
    public void tick() {
        long version = schedules.version();
        if (version != seenVersion || lookAgain || ticks % SYNC_EVERY_TICKS == 0) {
            lookAgain = false;
            rows.sync();
            seenVersion = version;
        }
        ticks++;
        scheduler.triggerCheckForDueExecutions();
    }

    /** {@return how many runs go on} */
    public int running() {
        return scheduler.getCurrentlyExecuting().size();
    }

    /** Ends the grace of a {@link #stop} that waits, or will. */
    public void hurry() {
        hurried = true;
    }

    /**
     * Begins nothing any more, and waits for what runs; then cancels it, which leaves it to the next start.
     *
     * @param grace how long to wait before that
     * @return how many runs were cancelled
     */
    public int stop(Duration grace) {
        scheduler.pause();
        boolean idle = awaitIdle(grace, true);
        int cancelled = 0;
        if (!idle) {
            stopping = true;
            cancelled = running.count();
            running.cancelAll();
            awaitIdle(Duration.ofMinutes(1), false);
        }
        stopping = true;
        givenUp.countDown();
        awaitIdle(LAST_WAIT, false);
        scheduler.stop();
        pool.close();
        return cancelled;
    }

    private boolean awaitIdle(Duration patience, boolean inHurry) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (running() > 0) {
                if (System.nanoTime() - end >= 0 || (inHurry && hurried)) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return running() == 0;
        }
    }
}
