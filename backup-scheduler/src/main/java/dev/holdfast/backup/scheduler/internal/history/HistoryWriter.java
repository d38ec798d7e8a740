package dev.holdfast.backup.scheduler.internal.history;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.db.HostThreads;
import dev.holdfast.backup.scheduler.internal.owner.Presence;
import dev.holdfast.backup.scheduler.internal.store.RunRows;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes history on a thread of its own, {@code holdfast-history}: whoever has something to remember waits for it a moment, and never for a
 * database that hangs. What many remember at once is one transaction. While the database is away all goes to the spool, and from there to the
 * database when it is back. Thread-safe.
 */
public final class HistoryWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);

    private static final int QUEUE = 10_000;
    private static final int TOGETHER = 200;
    private static final int MOST_TRIMS = 50;
    private static final long SPOOL_BYTES = 64L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofHours(1);

    private final Presence.Source source;
    private final Clock clock;
    private final HistoryBound bound;
    private final Duration patience;
    private final Duration retry;
    private final Spool spool;
    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>(QUEUE);
    private final Object starting = new Object();
    private @Nullable Thread thread;
    private volatile boolean closed;
    private volatile boolean waiting;

    /** These two only for the thread that writes. */
    private boolean away;

    private long nextTry;

    /**
     * Makes it; opens nothing and starts nothing yet.
     *
     * @param source gives this process in the database
     * @param stateDirectory where history waits for the database
     * @param clock tells what is too old
     * @param bound what is too old
     */
    public HistoryWriter(Presence.Source source, Path stateDirectory, Clock clock, HistoryBound bound) {
        this(source, stateDirectory, clock, bound, PATIENCE, RETRY, SPOOL_BYTES);
    }

    HistoryWriter(
            Presence.Source source,
            Path stateDirectory,
            Clock clock,
            HistoryBound bound,
            Duration patience,
            Duration retry,
            long spoolBytes) {
        this.source = source;
        this.clock = clock;
        this.bound = bound;
        this.patience = patience;
        this.retry = retry;
        this.spool = new Spool(
                stateDirectory.resolve("history-spool"), UUID.randomUUID().toString(), clock, spoolBytes);
    }

    private record Entry(@Nullable RunRecord run, CountDownLatch written) {}

    /**
     * Writes a run, or lets it wait in the spool; returns within a few seconds. A run that begins is not waited for: should this process be
     * killed before that is written, the run's journal tells of it.
     */
    void write(RunRecord run) {
        Entry entry = new Entry(run, new CountDownLatch(1));
        if (closed || !start() || !queue.offer(entry)) {
            keep(List.of(run));
            return;
        }
        if (run.state() != RunState.RUNNING && !isWritten(entry)) {
            // It may arrive twice, which does no harm; if this process is killed now it must have arrived once.
            keep(List.of(run));
        }
    }

    /** Waits until all that was to be written before is, so that who looks something up finds it. */
    void settle() {
        synchronized (starting) {
            if (thread == null || closed) {
                return;
            }
        }
        Entry mark = new Entry(null, new CountDownLatch(1));
        if (queue.offer(mark)) {
            isWritten(mark);
        }
    }

    /** Enters the database, which ends what processes of this host were at that are gone, and writes what they had waiting. */
    void recover() {
        if (!closed && start()) {
            waiting = true;
            settle();
        }
    }

    /** Looks for a run among what waits for the database. */
    Optional<RunRecord> find(String run) {
        return spool.find(run);
    }

    private boolean isWritten(Entry entry) {
        boolean interrupted = false;
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                try {
                    return entry.written.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean start() {
        synchronized (starting) {
            if (thread == null && !closed) {
                waiting = spool.isWaiting();
                thread = HostThreads.start("holdfast-history", this::run);
            }
            return thread != null;
        }
    }

    private void keep(List<RunRecord> runs) {
        runs.forEach(spool::add);
        waiting = true;
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                step();
            }
        } catch (InterruptedException e) {
            // Told to end by who closes it, and then keeps what is left.
        }
    }

    private void step() throws InterruptedException {
        Duration pause = waiting ? retry : IDLE;
        Entry first = queue.poll(pause.toNanos(), TimeUnit.NANOSECONDS);
        List<Entry> together = new ArrayList<>();
        if (first != null) {
            together.add(first);
            queue.drainTo(together, TOGETHER - 1);
        }
        List<RunRecord> runs = new ArrayList<>();
        for (Entry entry : together) {
            if (entry.run != null) {
                runs.add(entry.run);
            }
        }
        try {
            // While the database is away nobody waits for it in vain: what is to be remembered waits in the spool.
            if (away && first != null) {
                keep(runs);
            } else {
                put(runs);
            }
        } finally {
            together.forEach(entry -> entry.written.countDown());
        }
        if (away && first != null && System.nanoTime() - nextTry >= 0) {
            put(List.of());
        }
    }

    private void put(List<RunRecord> runs) throws InterruptedException {
        if (runs.isEmpty() && !waiting) {
            return;
        }
        try {
            Presence presence = source.get();
            boolean trim = store(presence.database(), runs);
            if (away) {
                away = false;
                LOG.info("the history that waited is written");
            }
            if (waiting) {
                waiting = false;
                spool.flush(waited -> store(presence.database(), waited));
            }
            if (trim) {
                trim(presence.database());
            }
        } catch (ConfigurationException | JdbiException | IllegalStateException e) {
            if (!away) {
                LOG.warn("history waits in the state directory for its database: {}", DatabaseFaults.reason(e));
            }
            away = true;
            nextTry = System.nanoTime() + retry.toNanos();
            keep(runs);
        } catch (InterruptedException e) {
            keep(runs);
            throw e;
        }
    }

    /** Writes runs in one transaction, and tells whether it is time to look for what is too old. */
    private boolean store(Database database, List<RunRecord> runs) {
        if (runs.isEmpty()) {
            return false;
        }
        try {
            return storeTogether(database, runs);
        } catch (JdbiException e) {
            if (!answers(database)) {
                throw e;
            }
        }
        // One of them is not to its liking: that must not keep the others out for ever.
        boolean trim = false;
        for (RunRecord run : runs) {
            try {
                trim |= storeTogether(database, List.of(run));
            } catch (JdbiException e) {
                if (!answers(database)) {
                    throw e;
                }
                LOG.error("run {} ({}) could not be remembered: {}", run.id(), run.state(), DatabaseFaults.reason(e));
            }
        }
        return trim;
    }

    private static boolean answers(Database database) {
        try {
            return database.writing()
                    .withHandle(handle -> handle.createQuery("SELECT count(*) FROM holdfast_setting")
                            .mapTo(Integer.class)
                            .findFirst()
                            .isPresent());
        } catch (JdbiException e) {
            return false;
        }
    }

    private boolean storeTogether(Database database, List<RunRecord> runs) {
        return database.writing().inTransaction(handle -> {
            RunRows rows = new RunRows(handle);
            boolean ended = false;
            for (RunRecord run : runs) {
                rows.put(run.node().isEmpty() ? run.on(database.node()) : run, database.owner());
                ended |= run.state() != RunState.RUNNING;
            }
            return ended && HistoryBound.isDue(handle, clock.instant());
        });
    }

    private void trim(Database database) {
        Optional<HistoryBound.Place> place =
                database.reading().withHandle(handle -> bound.boundary(handle, clock.instant()));
        if (place.isEmpty()) {
            return;
        }
        // What is left when somebody has something to remember is removed the next time.
        for (int batch = 0; batch < MOST_TRIMS && queue.isEmpty(); batch++) {
            int removed = database.writing().inTransaction(handle -> HistoryBound.removeSome(handle, place.get()));
            if (removed < HistoryBound.BATCH) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Thread running;
        synchronized (starting) {
            running = thread;
        }
        if (running != null) {
            // Wakes it, so that it sees the end.
            boolean interrupted = end(running);
            List<Entry> left = new ArrayList<>();
            queue.drainTo(left);
            for (Entry entry : left) {
                if (entry.run != null) {
                    keep(List.of(entry.run));
                }
                entry.written.countDown();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        spool.close();
    }

    private boolean end(Thread running) {
        boolean interrupted = false;
        if (!queue.offer(new Entry(null, new CountDownLatch(1)))) {
            LOG.debug("the queue of history is full at the end");
        }
        try {
            running.join(Duration.ofSeconds(5).toMillis());
            if (running.isAlive()) {
                running.interrupt();
                running.join(PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            interrupted = true;
            running.interrupt();
        }
        return interrupted;
    }
}
