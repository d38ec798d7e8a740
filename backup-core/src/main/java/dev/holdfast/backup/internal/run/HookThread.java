package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One act of a hook, on a thread of its own from the act's beginning to its end; knows when it has really ended.
 *
 * <p>None of the host's threads is asked for: where all of them are taken, for which one slow capture may be enough, services would wait for
 * their restart. And whoever gives an act up has to know whether it still goes on, as a stop that lands behind its own undo would stay.
 */
final class HookThread {

    /** How long an act that was told to end has for it. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch endedOrTold = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Deadline grace;
    private volatile @Nullable Throwable thrown;

    /** What to do. */
    @FunctionalInterface
    interface Body {

        /**
         * Does it.
         *
         * @throws Exception if it could not be done
         */
        void go() throws Exception;
    }

    /**
     * Makes an act that has not begun.
     *
     * @param threads makes its thread
     * @param body what to do
     */
    HookThread(ThreadFactory threads, Body body) {
        thread = threads.newThread(() -> run(body));
    }

    private void run(Body body) {
        try {
            body.go();
        } catch (Throwable e) {
            thrown = e;
        } finally {
            ended.countDown();
            endedOrTold.countDown();
        }
    }

    /** Begins. */
    void start() {
        thread.start();
    }

    /**
     * Begins, and waits for its end; a cancel tells it to end. It has ended behind this call, or was told to and had its grace, whatever is thrown.
     *
     * @param timeout how long it may take
     * @param cancellation the operation's
     * @param late makes what is thrown if it takes longer
     * @throws Exception what it threw
     * @throws InterruptedException if the waiting thread is interrupted
     */
    void perform(Duration timeout, Cancellation cancellation, Supplier<Failure> late) throws Exception {
        start();
        try (var registration = cancellation.onCancel(this::end)) {
            if (!await(timeout)) {
                throw new HookException(late.get());
            }
            rethrow();
        } finally {
            // It goes on if it was late, or if this thread was interrupted.
            endUninterrupted();
        }
    }

    /** Tells it to end, and whoever waits for it to wait no longer than the grace. Idempotent; of no effect behind its end. */
    synchronized void end() {
        if (grace == null) {
            grace = Deadline.after(GRACE);
        }
        thread.interrupt();
        endedOrTold.countDown();
    }

    /**
     * Waits for its end.
     *
     * @param timeout how long; if it is told to end, the grace from the first time it was told
     * @return whether it has ended
     * @throws InterruptedException if the waiting thread is interrupted; the act goes on
     */
    boolean await(Duration timeout) throws InterruptedException {
        if (!endedOrTold.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        Deadline left = grace;
        return ended.await(left == null ? 0 : left.remaining().toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for its end, whoever interrupts: the interrupt flag is set again behind the wait.
     *
     * @param timeout how long; if it is told to end, the grace from the first time it was told
     * @return whether it has ended
     */
    boolean awaitUninterrupted(Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await(deadline.remaining());
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

    /** Tells it to end if it goes on, and waits for that; returns whether it has ended. */
    boolean endUninterrupted() {
        if (hasEnded()) {
            return true;
        }
        end();
        return awaitUninterrupted(GRACE);
    }

    /** Returns whether it has ended. */
    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /**
     * Throws what it threw.
     *
     * @throws Exception if it threw something; an error is wrapped
     */
    void rethrow() throws Exception {
        Throwable what = thrown;
        if (what instanceof Exception exception) {
            throw exception;
        }
        if (what != null) {
            throw new ExecutionException(what);
        }
    }
}
