package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.postgres.CountRows;
import dev.holdfast.backup.spi.RunContext;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Counts rows beside the dump, on the host's executor if it has a thread to spare; else on the thread that asks for the result. */
final class CountTask implements AutoCloseable {

    private final SnapshotExporter exporter;
    private final RowCounter counter;
    private final List<DumpedTable> tables;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile RowCounter.@Nullable Count count;
    private volatile @Nullable RuntimeException failure;

    private CountTask(SnapshotExporter exporter, RowCounter counter, List<DumpedTable> tables) {
        this.exporter = exporter;
        this.counter = counter;
        this.tables = tables;
    }

    /** {@return the task, begun; empty if no rows are to be counted} */
    static Optional<CountTask> start(SnapshotExporter exporter, CountRows which, long limit, RunContext context) {
        if (which == CountRows.NONE) {
            return Optional.empty();
        }
        CountTask task = new CountTask(
                exporter, new RowCounter(exporter.connection(), which, limit), List.copyOf(exporter.tables()));
        try {
            context.executor().execute(task::run);
        } catch (RejectedExecutionException e) {
            // Then it is done when its result is asked for.
            return Optional.of(task);
        }
        return Optional.of(task);
    }

    private void run() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        try {
            count = counter.count(tables);
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            done.countDown();
        }
    }

    /**
     * Waits for the result.
     *
     * @throws BackupException if the rows could not be counted
     */
    RowCounter.Count await() throws InterruptedException {
        run();
        done.await();
        RuntimeException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
        return java.util.Objects.requireNonNull(count);
    }

    /** Ends it, if it still counts, and waits for that: its session is about to be closed. */
    @Override
    public void close() {
        if (begun.compareAndSet(false, true)) {
            return;
        }
        boolean interrupted = false;
        if (done.getCount() > 0) {
            exporter.connection().abort();
        }
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
