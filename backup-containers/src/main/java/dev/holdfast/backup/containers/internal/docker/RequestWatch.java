package dev.holdfast.backup.containers.internal.docker;

import dev.holdfast.backup.spi.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a request that is not over in time. Reads from a socket of this machine know no timeout, and the host's threads may all be taken; so the
 * clock is the timer that the JDK keeps for its own futures, and what it runs is short.
 */
final class RequestWatch implements AutoCloseable {

    private final CompletableFuture<Void> timer = new CompletableFuture<>();

    /** What runs when the time is over; it hears nothing of a watch that was closed. */
    @SuppressWarnings("unused")
    private final CompletableFuture<Void> late;

    RequestWatch(Deadline deadline, Runnable end) {
        late = timer.completeOnTimeout(null, deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(end);
    }

    @Override
    public void close() {
        timer.cancel(false);
    }
}
