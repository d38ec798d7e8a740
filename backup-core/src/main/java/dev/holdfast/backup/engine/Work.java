package dev.holdfast.backup.engine;

import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.run.Failures;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Something that runs on the host's executor, or on the caller's thread, and can be cancelled and waited for.
 *
 * @param <R> what comes of it
 */
abstract class Work<R> {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);

    private final String id;
    private final CancellationSource cancellation;
    private final FutureTask<R> task = new FutureTask<>(this::carryOut);
    private Runnable done = () -> {};

    Work(String id, CancellationSource cancellation) {
        this.id = id;
        this.cancellation = cancellation;
    }

    abstract R carryOut();

    String id() {
        return id;
    }

    CancellationSource cancellation() {
        return cancellation;
    }

    void whenDone(Runnable action) {
        done = action;
    }

    void perform() {
        try {
            task.run();
        } finally {
            done.run();
        }
    }

    public void cancel() {
        cancellation.cancel(Failures.CANCELLED);
    }

    public R await() throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw rethrow(e);
        }
    }

    public Optional<R> await(Duration patience) throws InterruptedException {
        try {
            return Optional.of(task.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw rethrow(e);
        }
    }

    private static RuntimeException rethrow(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    void awaitQuietly() {
        try {
            await(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Whoever asked for the work gets this from their own wait.
            org.slf4j.LoggerFactory.getLogger(Work.class).debug("{} ended with", id, e);
        }
    }
}
