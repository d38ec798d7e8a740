package dev.holdfast.backup.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * Something that was started on the host's executor: a run, a restore, a verification, an expiry, a sweep, a recovery. Thread-safe.
 *
 * @param <R> what comes of it
 */
public interface OperationHandle<R> {

    /** {@return the operation's id, which its events carry} */
    String id();

    /**
     * Asks for the end, and does not wait for it; it comes within a second unless whoever started the operation was told otherwise. Idempotent;
     * of no effect behind the end.
     */
    void cancel();

    /**
     * Waits for the end.
     *
     * @return what came of it; a run's or restore's report whatever its state
     * @throws dev.holdfast.backup.BackupException if it failed and has no report to say so in; {@link
     *     dev.holdfast.backup.CancelledException} if it was cancelled
     * @throws InterruptedException if this thread is interrupted; the operation goes on
     */
    R await() throws InterruptedException;

    /**
     * Waits for the end for a while.
     *
     * @param patience how long
     * @return what came of it, or empty if the operation goes on
     * @throws dev.holdfast.backup.BackupException as {@link #await()}
     * @throws InterruptedException if this thread is interrupted; the operation goes on
     */
    Optional<R> await(Duration patience) throws InterruptedException;
}
