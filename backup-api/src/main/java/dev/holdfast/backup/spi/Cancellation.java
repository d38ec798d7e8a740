package dev.holdfast.backup.spi;

/** Tells whether somebody asked to end the work. Thread-safe. */
public interface Cancellation {

    /** {@return whether to end} Once true, it stays true. */
    boolean isCancelled();

    /**
     * Ends the work if it should end; to be called at least every tenth of a second of work.
     *
     * @throws dev.holdfast.backup.CancelledException {@code HF-RUN-001} if {@link #isCancelled()}
     */
    void check();

    /**
     * Has an action run when the cancel comes, or at once if it came already; for waits that no interrupt reaches.
     *
     * @param action quick and without exceptions; runs at most once, on any thread
     * @return closing it withdraws the action
     */
    Registration onCancel(Runnable action);

    /** Withdraws an action. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
