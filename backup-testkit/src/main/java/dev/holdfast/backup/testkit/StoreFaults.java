package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The log of what was asked of {@link FaultyStore}s, and the faults that are planned for it. Thread-safe.
 *
 * <p>Every operation is a line: {@code upload KEY}, {@code write KEY}, {@code commit KEY}, {@code abandon KEY} (a close without commit),
 * {@code open KEY}, {@code read KEY}, {@code stat KEY}, {@code delete KEY}, {@code list PREFIX}, {@code children PREFIX}, {@code abort
 * PREFIX}, {@code free}. Operations are counted from 1. A fault is chosen by that number, or by a regular expression that is found in the
 * line; it happens once, at the first operation that fits.
 *
 * <p>A fault that did not happen fails the test: register this object ({@code @RegisterExtension}), or call {@link #assertAllHappened()}.
 *
 * <pre>{@code
 * StoreFaults faults = new StoreFaults().fail("write .*dump").killAfter("commit .*manifest\\.json");
 * StoreDefinition store = FaultyStore.of(memory.definition(), faults);
 * }</pre>
 */
public final class StoreFaults implements AfterEachCallback {

    private enum Effect {
        FAIL_BEFORE,
        FAIL_AFTER,
        GONE,
        KILL_BEFORE,
        KILL_AFTER
    }

    private static final class Fault {
        final Effect effect;
        final int number;
        final @Nullable Pattern pattern;
        final @Nullable Supplier<? extends Throwable> thrown;
        boolean happened;

        Fault(Effect effect, int number, @Nullable Pattern pattern, @Nullable Supplier<? extends Throwable> thrown) {
            this.effect = effect;
            this.number = number;
            this.pattern = pattern;
            this.thrown = thrown;
        }

        boolean fits(int at, String operation) {
            return pattern == null ? number == at : pattern.matcher(operation).find();
        }

        @Override
        public String toString() {
            return effect + " at " + (pattern == null ? "operation " + number : "\"" + pattern + "\"");
        }
    }

    /** An act on the store below. */
    @FunctionalInterface
    interface Act<T> {
        T run() throws IOException;
    }

    private final List<String> log = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Runnable> onKill = new ArrayList<>();
    private @Nullable String killed;
    private @Nullable String gone;

    /** Makes an empty log without faults. */
    public StoreFaults() {}

    /**
     * Plans that an operation fails without being done.
     *
     * @param number which operation
     * @return this
     */
    public StoreFaults fail(int number) {
        return add(new Fault(Effect.FAIL_BEFORE, number, null, null));
    }

    /**
     * Plans that an operation fails without being done.
     *
     * @param pattern a regular expression that is found in its line
     * @return this
     */
    public StoreFaults fail(String pattern) {
        return add(new Fault(Effect.FAIL_BEFORE, 0, Pattern.compile(pattern), null));
    }

    /**
     * Plans that an operation fails with an exception of the test's choice, without being done.
     *
     * @param pattern a regular expression that is found in its line
     * @param exception makes an {@link IOException}, an unchecked exception or an error
     * @return this
     */
    public StoreFaults fail(String pattern, Supplier<? extends Throwable> exception) {
        return add(new Fault(Effect.FAIL_BEFORE, 0, Pattern.compile(pattern), exception));
    }

    /**
     * Plans that an operation is done and then reported as failed.
     *
     * @param number which operation
     * @return this
     */
    public StoreFaults failAfter(int number) {
        return add(new Fault(Effect.FAIL_AFTER, number, null, null));
    }

    /**
     * Plans that an operation is done and then reported as failed.
     *
     * @param pattern a regular expression that is found in its line
     * @return this
     */
    public StoreFaults failAfter(String pattern) {
        return add(new Fault(Effect.FAIL_AFTER, 0, Pattern.compile(pattern), null));
    }

    /**
     * Plans that the store is gone: this operation and all after it fail.
     *
     * @param number which operation
     * @return this
     */
    public StoreFaults loseStore(int number) {
        return add(new Fault(Effect.GONE, number, null, null));
    }

    /**
     * Plans that the store is gone: this operation and all after it fail.
     *
     * @param pattern a regular expression that is found in its line
     * @return this
     */
    public StoreFaults loseStore(String pattern) {
        return add(new Fault(Effect.GONE, 0, Pattern.compile(pattern), null));
    }

    /**
     * Plans that the process ends before an operation; it and all after it throw {@link SimulatedKill} and are not done.
     *
     * @param number which operation
     * @return this
     */
    public StoreFaults kill(int number) {
        return add(new Fault(Effect.KILL_BEFORE, number, null, null));
    }

    /**
     * Plans that the process ends before an operation; it and all after it throw {@link SimulatedKill} and are not done.
     *
     * @param pattern a regular expression that is found in its line
     * @return this
     */
    public StoreFaults kill(String pattern) {
        return add(new Fault(Effect.KILL_BEFORE, 0, Pattern.compile(pattern), null));
    }

    /**
     * Plans that the process ends when an operation is done; it and all after it throw {@link SimulatedKill}.
     *
     * @param number which operation
     * @return this
     */
    public StoreFaults killAfter(int number) {
        return add(new Fault(Effect.KILL_AFTER, number, null, null));
    }

    /**
     * Plans that the process ends when an operation is done; it and all after it throw {@link SimulatedKill}.
     *
     * @param pattern a regular expression that is found in its line
     * @return this
     */
    public StoreFaults killAfter(String pattern) {
        return add(new Fault(Effect.KILL_AFTER, 0, Pattern.compile(pattern), null));
    }

    /**
     * Has something done at the moment of a kill, for example a copy of the state directory, which a real kill leaves as it is.
     *
     * @param action quick; runs on the thread of the operation, before the kill is thrown
     * @return this
     */
    public synchronized StoreFaults onKill(Runnable action) {
        onKill.add(action);
        return this;
    }

    /** {@return the operations so far} */
    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    /** {@return the number of operations so far} */
    public synchronized int count() {
        return log.size();
    }

    /** {@return whether the process was killed} */
    public synchronized boolean isKilled() {
        return killed != null;
    }

    /** Empties the log, withdraws all faults and lets the store and the process live again. */
    public synchronized void reset() {
        log.clear();
        faults.clear();
        onKill.clear();
        killed = null;
        gone = null;
    }

    /**
     * Finds faults that did not happen.
     *
     * @throws AssertionError if there are any; its message has the log
     */
    public synchronized void assertAllHappened() {
        List<Fault> unused = faults.stream().filter(fault -> !fault.happened).toList();
        if (!unused.isEmpty()) {
            throw new AssertionError("faults that did not happen: " + unused + "; the log has:\n" + numbered());
        }
    }

    private String numbered() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < log.size(); i++) {
            text.append(i + 1).append(' ').append(log.get(i)).append('\n');
        }
        return text.toString();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertAllHappened();
    }

    private synchronized StoreFaults add(Fault fault) {
        faults.add(fault);
        return this;
    }

    /** Runs an act under the faults. */
    <T> T run(String operation, Act<T> act) throws IOException {
        Fault fault = log(operation);
        if (fault == null) {
            return act.run();
        }
        switch (fault.effect) {
            case FAIL_BEFORE, GONE -> throw failure(fault, operation);
            case KILL_BEFORE -> throw killNow("before " + operation);
            case FAIL_AFTER -> {
                act.run();
                throw failure(fault, operation);
            }
            case KILL_AFTER -> {
                act.run();
                throw killNow("after " + operation);
            }
        }
        throw new AssertionError(fault);
    }

    private synchronized @Nullable Fault log(String operation) {
        if (killed != null) {
            throw new SimulatedKill(killed + "; refused: " + operation);
        }
        log.add(operation);
        if (gone != null) {
            throw lost(operation);
        }
        for (Fault fault : faults) {
            if (!fault.happened && fault.fits(log.size(), operation)) {
                fault.happened = true;
                if (fault.effect == Effect.GONE) {
                    gone = operation;
                }
                return fault;
            }
        }
        return null;
    }

    private SimulatedKill killNow(String where) {
        List<Runnable> actions;
        synchronized (this) {
            killed = where;
            actions = List.copyOf(onKill);
        }
        actions.forEach(Runnable::run);
        return new SimulatedKill(where);
    }

    private static StoreException lost(String operation) {
        return new StoreException(Failure.of("TESTKIT-002", "the store is gone: " + operation));
    }

    private static StoreException failure(Fault fault, String operation) throws IOException {
        if (fault.effect == Effect.GONE) {
            return lost(operation);
        }
        if (fault.thrown != null) {
            Throwable thrown = fault.thrown.get();
            if (thrown instanceof IOException e) {
                throw e;
            }
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            throw new IllegalArgumentException("no operation of a store throws " + thrown.getClass(), thrown);
        }
        String done = fault.effect == Effect.FAIL_AFTER ? ", done and reported as failed" : "";
        return new StoreException(Failure.of("TESTKIT-001", "planned fault at " + operation + done));
    }
}
