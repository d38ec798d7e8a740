package dev.holdfast.backup.testkit.contract;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;

/** What all contracts share: waivers, deadlines, and messages that begin with the number of the rule. */
public abstract class Contract {

    /** For contracts. */
    protected Contract() {}

    /** The proof of a rule. */
    @FunctionalInterface
    public interface Proof {

        /**
         * Proves it.
         *
         * @throws Exception if the implementation under test throws what it must not
         */
        void run() throws Exception;
    }

    /**
     * Waives a rule on purpose; its tests are then shown as skipped.
     *
     * @param rule the rule's number: {@code STORE-13}
     * @return why the implementation does not keep it; empty if it does, which is the default
     */
    protected Optional<String> waived(String rule) {
        return Optional.empty();
    }

    /** {@return how long a test waits for what should happen at once, before it calls it an endless loop or a hang; 20 seconds} */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * Runs the proof of a rule, unless the rule is waived, and lets every failure begin with the rule's number.
     *
     * @param rule the rule's number
     * @param proof the proof
     */
    protected final void prove(String rule, Proof proof) {
        waived(rule).ifPresent(reason -> skip(rule, reason));
        try {
            proof.run();
        } catch (TestAbortedException e) {
            throw e;
        } catch (AssertionError e) {
            throw new AssertionError(rule + " is broken: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(rule + " cannot be proven: the test was interrupted", e);
        } catch (Exception | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(rule + " is broken: the implementation throws what it must not, " + e, e);
        }
    }

    /**
     * Runs an act on a thread of its own and waits for its end, at most as long as {@link #patience()}.
     *
     * @param what what it is, for the message
     * @param proof the act
     * @throws Exception what the act throws
     */
    final void inTime(String what, Proof proof) throws Exception {
        Attempt attempt = Attempt.start(what, proof);
        attempt.await(patience());
    }

    /**
     * Shows a test as skipped.
     *
     * @param rule the rule's number
     * @param reason why
     */
    static void skip(String rule, String reason) {
        Assumptions.abort(rule + " is not proven: " + reason);
    }

    /** An act on a thread of its own. */
    static final class Attempt {
        private final String what;
        private final FutureTask<Boolean> task;
        private final Thread thread;

        private Attempt(String what, Proof proof) {
            this.what = what;
            this.task = new FutureTask<>(() -> {
                proof.run();
                return true;
            });
            this.thread = new Thread(task, "holdfast-contract");
            this.thread.setDaemon(true);
        }

        static Attempt start(String what, Proof proof) {
            Attempt attempt = new Attempt(what, proof);
            attempt.thread.start();
            return attempt;
        }

        boolean isDone() {
            return task.isDone();
        }

        void interrupt() {
            thread.interrupt();
        }

        /** Waits for the end and throws what the act threw. */
        void await(Duration patience) throws Exception {
            try {
                task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                AssertionError late =
                        new AssertionError(what + " does not end; after " + patience.toSeconds() + " s it was here");
                late.setStackTrace(thread.getStackTrace());
                thread.interrupt();
                throw late;
            } catch (ExecutionException e) {
                Throwable thrown = e.getCause();
                if (thrown instanceof Exception exception) {
                    throw exception;
                }
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw e;
            }
        }
    }
}
