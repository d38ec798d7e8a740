package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.scheduler.internal.db.HostThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The threads of db-scheduler: some that run what is due, one that looks for it, and those of its housekeeping. */
final class Pool implements AutoCloseable {

    private static final int HOUSEKEEPERS = 2;

    private final ExecutorService runs;
    private final ExecutorService due;
    private final ScheduledExecutorService housekeeping;

    Pool(int threads) {
        runs = Executors.newFixedThreadPool(threads, HostThreads.named("holdfast-due-run"));
        due = Executors.newSingleThreadExecutor(HostThreads.named("holdfast-due-look"));
        housekeeping = Executors.newScheduledThreadPool(HOUSEKEEPERS, HostThreads.named("holdfast-due-house"));
    }

    ExecutorService runs() {
        return runs;
    }

    ExecutorService due() {
        return due;
    }

    ScheduledExecutorService housekeeping() {
        return housekeeping;
    }

    @Override
    public void close() {
        runs.shutdownNow();
        due.shutdownNow();
        housekeeping.shutdownNow();
    }
}
