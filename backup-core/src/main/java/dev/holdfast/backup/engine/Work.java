package dev.holdfast.backup.engine;

import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.run.Failures;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Something that runs on the host's executor and can be cancelled and waited for.
 *
 * @param <R> what comes of it
 */
class Work<R> implements OperationHandle<R> {

    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(30);

    private final String id;
    private final CancellationSource cancellation;
    private final FutureTask<R> task;
    private Runnable done = () -> {};

    Work(String id, CancellationSource cancellation, Supplier<R> act) {
        this.id = id;
        this.cancellation = cancellation;
        this.task = new FutureTask<>(act::get);
    }

    @Override
    public String id() {
        return id;
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

    @Override
    public void cancel() {
        cancellation.cancel(Failures.CANCELLED);
    }

    @Override
    public R await() throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw rethrow(e);
        }
    }

    @Override
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

    /** Waits for the end of what was cancelled, but not for ever: what hangs in a store cannot be waited for. */
    Optional<R> awaitCancelled() throws InterruptedException {
        return await(CANCEL_PATIENCE);
    }

    void awaitQuietly() {
        try {
            awaitCancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Whoever asked for the work gets this from their own wait.
            org.slf4j.LoggerFactory.getLogger(Work.class).debug("{} ended with", id, e);
        }
    }
}
