package dev.holdfast.backup.quiesce;

import dev.holdfast.backup.spi.Deadline;

/**
 * A part of the host that can hold still: a scheduler that pauses, a cache that flushes, a service that goes read-only.
 *
 * <p>Called by one thread at a time, never by two runs at once: runs that want it still at the same moment share the pause.
 */
public interface Quiesceable {

    /**
     * Comes to rest, and stays there until {@link #resume}.
     *
     * @param budget until when it has to be done; whoever needs longer is interrupted, and the run fails
     * @throws Exception if it cannot come to rest; it is resumed then all the same
     */
    void quiesce(Deadline budget) throws Exception;

    /**
     * Goes on with what it did. Of no effect if it does: it is also called where {@link #quiesce} failed or was never begun, more than once if nobody could
     * note that it was called, and in a new process if an earlier one was killed in the pause.
     *
     * @throws Exception if it cannot; it is called again, at the latest by the next start
     */
    void resume() throws Exception;
}
