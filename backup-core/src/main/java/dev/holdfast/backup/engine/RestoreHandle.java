package dev.holdfast.backup.engine;

/** A restore that was started. Thread-safe. */
public interface RestoreHandle {

    /** {@return the restore's id} */
    String restore();

    /** Asks the restore to end; it does within a second, and the live one is as it was. Idempotent. */
    void cancel();

    /**
     * Waits for the end.
     *
     * @return the report, whatever the state
     * @throws InterruptedException if this thread is interrupted; the restore goes on
     */
    RestoreReport await() throws InterruptedException;
}
