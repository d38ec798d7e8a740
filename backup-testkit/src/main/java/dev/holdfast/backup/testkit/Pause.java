package dev.holdfast.backup.testkit;

import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.RunContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A point at which a script waits until the test lets it go on; so a test can act in the middle of something. Thread-safe.
 *
 * <p>Both waits end after a minute with an error, so that no test hangs.
 */
public final class Pause {

    private static final long MINUTE = 60;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Makes a pause. */
    public Pause() {}

    /**
     * Waits for the test; called by the script. A cancel ends it.
     *
     * @param context the run
     * @throws InterruptedException if the thread is interrupted
     * @throws dev.holdfast.backup.CancelledException if the run is cancelled
     */
    public void here(RunContext context) throws InterruptedException {
        reached.countDown();
        Cancellation.Registration registration = context.cancellation().onCancel(this::release);
        try {
            if (!released.await(MINUTE, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody let " + Thread.currentThread().getName() + " go on");
            }
        } finally {
            registration.close();
        }
        context.cancellation().check();
    }

    /**
     * Waits until the script is at the pause; called by the test.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void awaitReached() throws InterruptedException {
        if (!reached.await(MINUTE, TimeUnit.SECONDS)) {
            throw new AssertionError("the script did not come to its pause");
        }
    }

    /** Lets the script go on. */
    public void release() {
        released.countDown();
    }
}
