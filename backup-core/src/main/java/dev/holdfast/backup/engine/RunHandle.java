package dev.holdfast.backup.engine;

import java.time.Duration;
import java.util.Optional;

/** A run that was started. Thread-safe. */
public interface RunHandle {

    /** {@return the run's id} */
    String run();

    /** Asks the run to end; it does within a second and leaves nothing behind. Idempotent. */
    void cancel();

    /**
     * Waits for the end.
     *
     * @return the report, whatever the state
     * @throws InterruptedException if this thread is interrupted; the run goes on
     */
    RunReport await() throws InterruptedException;

    /**
     * Waits for the end for a while.
     *
     * @param patience how long
     * @return the report, or empty if the run goes on
     * @throws InterruptedException if this thread is interrupted; the run goes on
     */
    Optional<RunReport> await(Duration patience) throws InterruptedException;
}
