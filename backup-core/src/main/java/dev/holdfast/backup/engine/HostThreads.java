package dev.holdfast.backup.engine;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one {@link Backups}: the host's executor, or workers of its own, the watchdog, the readers of tools and those that hooks act on.
 * The one place that makes threads.
 */
final class HostThreads implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Executor executor;
    private final @Nullable ExecutorService own;
    private final ScheduledExecutorService watchdog;

    /**
     * Makes the threads.
     *
     * @param given the host's executor, or {@code null} for workers of its own
     * @param watch what watches deadlines, or {@code null} for a thread of its own
     */
    HostThreads(@Nullable Executor given, @Nullable ScheduledExecutorService watch) {
        own = given == null ? Executors.newCachedThreadPool(named("holdfast-worker-")) : null;
        executor = given == null ? java.util.Objects.requireNonNull(own) : given;
        watchdog = watch == null ? ownWatchdog() : watch;
    }

    private static ScheduledExecutorService ownWatchdog() {
        ScheduledThreadPoolExecutor watchdog = new ScheduledThreadPoolExecutor(1, named("holdfast-watchdog-"));
        watchdog.setRemoveOnCancelPolicy(true);
        watchdog.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return watchdog;
    }

    private static ThreadFactory named(String prefix) {
        return task -> {
            Thread thread = new Thread(task, prefix + NUMBER.incrementAndGet());
            // A host that ends must not be held up by a watchdog; work itself is awaited by whoever asked for it.
            thread.setDaemon(true);
            return thread;
        };
    }

    Executor executor() {
        return executor;
    }

    ScheduledExecutorService watchdog() {
        return watchdog;
    }

    /** Makes the readers of what tools say: one per tool, which it begins and ends with. */
    ThreadFactory toolReaders() {
        return named("holdfast-tool-");
    }

    /** Makes the threads of hooks: one per act, which it begins and ends with, however busy the host is. */
    ThreadFactory hookThreads() {
        return named("holdfast-hook-");
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
        if (own != null) {
            own.shutdown();
            try {
                if (!own.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    own.shutdownNow();
                }
            } catch (InterruptedException e) {
                own.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }
}
