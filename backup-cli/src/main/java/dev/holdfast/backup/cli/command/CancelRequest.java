package dev.holdfast.backup.cli.command;

import org.jspecify.annotations.Nullable;

/** That somebody wants the command to end: Ctrl-C, or a signal that ends a process. Thread-safe. */
public final class CancelRequest {

    private final Thread worker;
    private @Nullable Runnable action;
    private boolean requested;

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
     * @return whether this was the first time
     */
    public synchronized boolean request() {
        if (requested) {
            return false;
        }
        requested = true;
        act();
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
        return requested;
    }

    /**
     * Says how the work that now begins is ended; at once if somebody asked already.
     *
     * @param cancel ends the work
     * @return to be closed when the work has ended
     */
    public synchronized Scope during(Runnable cancel) {
        action = cancel;
        if (requested) {
            act();
        }
        return this::leave;
    }

    private synchronized void leave() {
        action = null;
    }

    /** The time in which a request is answered in a certain way. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }
}
