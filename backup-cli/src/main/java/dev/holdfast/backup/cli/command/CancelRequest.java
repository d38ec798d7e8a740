package dev.holdfast.backup.cli.command;

import org.jspecify.annotations.Nullable;

/** That somebody wants the command to end: Ctrl-C, or a signal that ends a process. Thread-safe. */
public final class CancelRequest {

    private final Thread worker;
    private @Nullable Runnable action;
    private @Nullable Runnable again;
    private @Nullable Runnable hangUp;
    private int requests;

    /**
     * Makes a request that nobody made yet.
     *
     * @param worker the thread that carries the command out; interrupted where the work has no better way to be ended
     */
    public CancelRequest(Thread worker) {
        this.worker = worker;
    }

    /**
     * Asks for the end.
     *
     * @return whether the work will end by itself; if not, somebody asked before and does not want to wait
     */
    public synchronized boolean request() {
        requests++;
        if (requests == 1) {
            act();
            return true;
        } else if (requests == 2 && again != null) {
            again.run();
            return true;
        }
        return false;
    }

    /**
     * Tells that the terminal is gone, or that a service is to read its configuration again: which of the two depends on the work.
     *
     * @return as {@link #request()}
     */
    public synchronized boolean hangUp() {
        if (hangUp == null) {
            return request();
        }
        hangUp.run();
        return true;
    }

    private void act() {
        if (action == null) {
            worker.interrupt();
        } else {
            action.run();
        }
    }

    /** Tells whether somebody asked. */
    public synchronized boolean isRequested() {
        return requests > 0;
    }

    /**
     * Says how the work that now begins is ended; at once if somebody asked already.
     *
     * @param cancel ends the work
     * @return to be closed when the work has ended
     */
    public synchronized Scope during(Runnable cancel) {
        action = cancel;
        if (requests > 0) {
            act();
        }
        return this::leave;
    }

    /**
     * Says how a service that now begins is ended, and what else signals ask of it. What is given must return at once.
     *
     * @param end ends it when its work has come to an end; called at once if somebody asked already
     * @param now ends it without waiting for its work, when somebody asks again
     * @param reload has it read its configuration again
     * @return to be closed when it has ended
     */
    public synchronized Scope serving(Runnable end, Runnable now, Runnable reload) {
        again = now;
        hangUp = reload;
        return during(end);
    }

    private synchronized void leave() {
        action = null;
        again = null;
        hangUp = null;
    }

    /** The time in which a request is answered in a certain way. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
