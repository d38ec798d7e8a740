package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.scheduler.internal.db.HostThreads;
import dev.holdfast.backup.scheduler.internal.engine.Composition;
import dev.holdfast.backup.scheduler.internal.engine.Compositions;
import dev.holdfast.backup.scheduler.internal.engine.Engine;
import dev.holdfast.backup.scheduler.internal.owner.Presence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an engine at work from start to stop: opens its database, brings the configuration's schedules into it, and has it look for what is due
 * every few seconds, also across times when the database is away. Thread-safe.
 */
final class SchedulerLoop {

    private static final Logger LOG = LoggerFactory.getLogger(SchedulerLoop.class);

    private static final Duration THREAD_ENDS_WITHIN = Duration.ofSeconds(30);
    private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

    private final SchedulerDatabase database;
    private final Compositions compositions;
    private final BackupListener listener;
    private final int threads;
    private final Duration interval;

    private final Object lock = new Object();
    private @Nullable Engine engine;
    private @Nullable Engine ending;
    private @Nullable Thread ticker;
    private @Nullable BackupException away;
    private boolean stopped = true;
    private boolean woken;
    private boolean hurried;
    private long configurations = 1;
    private long adopted;

    SchedulerLoop(
            SchedulerDatabase database,
            Compositions compositions,
            BackupListener listener,
            int threads,
            Duration interval) {
        this.database = database;
        this.compositions = compositions;
        this.listener = listener;
        this.threads = threads;
        this.interval = interval;
    }

    /** Begins, with a first look on this thread; of no effect if it has begun. */
    void start() throws InterruptedException {
        synchronized (lock) {
            if (!stopped) {
                return;
            }
            stopped = false;
            hurried = false;
        }
        boolean begun = false;
        try {
            step();
            begun = true;
        } finally {
            synchronized (lock) {
                if (!begun) {
                    stopped = true;
                } else if (!stopped) {
                    ticker = HostThreads.start("holdfast-scheduler", this::tick);
                }
            }
        }
    }

    /** Returns how many runs were cancelled because they went on behind the grace. */
    int stop(Duration grace) {
        Engine stopping;
        Thread thread;
        synchronized (lock) {
            stopped = true;
            lock.notifyAll();
            stopping = engine;
            engine = null;
            thread = ticker;
            ticker = null;
            ending = stopping;
            if (stopping != null && hurried) {
                stopping.hurry();
            }
        }
        if (thread != null && thread != Thread.currentThread()) {
            awaitEnd(thread);
        }
        return stopping == null ? 0 : stopping.stop(grace);
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join(THREAD_ENDS_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the grace of a stop that waits, or comes. */
    void hurry() {
        synchronized (lock) {
            hurried = true;
            if (ending != null) {
                ending.hurry();
            }
        }
    }

    /** Has it look at once. */
    void wake() {
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    SchedulerStatus.State state() {
        synchronized (lock) {
            if (stopped) {
                return SchedulerStatus.State.STOPPED;
            }
            return engine == null || away != null ? SchedulerStatus.State.WAITING : SchedulerStatus.State.RUNNING;
        }
    }

    int runs() {
        Engine now;
        synchronized (lock) {
            now = engine;
        }
        return now == null ? 0 : now.running();
    }

    /** Returns the schedules, which can be read and changed without a start too. */
    ScheduleBook book() {
        try {
            return new ScheduleBook(database.presence().database(), compositions::current);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException(Failure.of("HF-RUN-001", "interrupted while the database was opened"), e);
        }
    }

    /** Goes on with another composition; the old one is closed when its last run has ended. */
    void reconfigure(Composition composition) {
        compositions.replace(composition, true);
        synchronized (lock) {
            configurations++;
        }
        try {
            adopt();
        } catch (BackupException e) {
            LOG.warn("the schedules of the new configuration wait for the database: {}", text(e));
        }
        wake();
    }

    private void tick() {
        long told = 0;
        boolean silent = true;
        while (awaitTick()) {
            try {
                step();
            } catch (BackupException e) {
                // It was of use once, so somebody may mend it; a start that finds it so ends.
                remember(e);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("the scheduler broke in a look at what is due", e);
            }
            BackupException now = awayNow();
            if (now == null) {
                if (!silent) {
                    LOG.info("the database is back");
                }
                silent = true;
            } else if (silent || System.nanoTime() - told > SAY_AGAIN.toNanos()) {
                LOG.warn("nothing is begun until this is mended: {}", text(now));
                told = System.nanoTime();
                silent = false;
            }
        }
    }

    private static String text(BackupException e) {
        return e.getMessage() + " (" + e.code() + "). " + e.hint();
    }

    private boolean awaitTick() {
        long end = System.nanoTime() + interval.toNanos();
        synchronized (lock) {
            try {
                while (!stopped && !woken) {
                    long left = end - System.nanoTime();
                    if (left <= 0) {
                        break;
                    }
                    lock.wait(Math.max(1, left / 1_000_000));
                }
            } catch (InterruptedException e) {
                return false;
            }
            woken = false;
            return !stopped;
        }
    }

    private @Nullable BackupException awayNow() {
        synchronized (lock) {
            return away;
        }
    }

    /** Opens what is not open and looks for what is due; that the database does not answer is remembered. */
    private void step() throws InterruptedException {
        try {
            Engine now = opened();
            if (now != null) {
                adopt();
                now.tick();
            }
            remember(null);
        } catch (BackupException e) {
            if (e.retryStatus() != RetryStatus.LATER) {
                throw e;
            }
            remember(e);
        }
    }

    private void remember(@Nullable BackupException failure) {
        synchronized (lock) {
            away = failure;
        }
    }

    /** Returns the engine, or {@code null} if all was stopped while it was made. */
    private @Nullable Engine opened() throws InterruptedException {
        synchronized (lock) {
            if (engine != null) {
                return engine;
            }
        }
        Presence presence = database.presence();
        adopt();
        Engine made = new Engine(
                presence.database(), compositions, database.history(), listener, presence.owners()::isDead, threads);
        made.start();
        synchronized (lock) {
            if (!stopped) {
                engine = made;
                return made;
            }
        }
        made.stop(Duration.ZERO);
        return null;
    }

    /** Brings the configuration's schedules into the database, unless that was done. */
    private void adopt() {
        long number;
        synchronized (lock) {
            number = configurations;
            if (adopted == number) {
                return;
            }
        }
        ScheduleBook book = book();
        book.adopt("file");
        book.differences()
                .forEach(problem -> LOG.warn("{} ({}). {}", problem.message(), problem.code(), problem.hint()));
        synchronized (lock) {
            // Another one may have come meanwhile.
            adopted = Math.max(adopted, number);
        }
    }
}
