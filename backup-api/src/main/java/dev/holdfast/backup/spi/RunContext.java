package dev.holdfast.backup.spi;

import dev.holdfast.backup.Problem;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executor;

/** What the engine lends to a participant for one run. Thread-safe. */
public interface RunContext {

    /** {@return the run's id} */
    String run();

    /** {@return the host's clock; the only one to use for instants} */
    Clock clock();

    /** {@return the host's executor, on which a participant may run helpers; each must end before the act returns} */
    Executor executor();

    /** {@return how many helpers are worth running at once: 1 or more} */
    int parallelism();

    /** {@return the moment by which the act must be over} */
    Deadline deadline();

    /** {@return where to learn that the work should end} */
    Cancellation cancellation();

    /**
     * Makes a directory for files that a tool needs.
     *
     * @param bytes how much will be written there, or 0 if unknown
     * @return the directory, closed by the caller, at the latest by the engine
     * @throws IOException if it cannot be made
     * @throws dev.holdfast.backup.RefusedException {@code HF-RUN-010} if less is free
     */
    Scratch scratch(long bytes) throws IOException;

    /**
     * Writes down the way back, forced to disk when this returns; then do the act.
     *
     * @param record the way back
     */
    void undo(UndoRecord record);

    /**
     * Reports a problem. One of severity WARNING makes the backup DEGRADED, one of severity ERROR fails it.
     *
     * @param problem what is wrong
     */
    void problem(Problem problem);

    /**
     * Tells a check whether hooks will hold services still before what is live is read, and a preview of a restore whether they will before it is
     * changed. What a target refuses only because somebody uses the live one, it then leaves to a look when it acts.
     *
     * @return whether there are hooks for that; by default not
     */
    default boolean servicesRest() {
        return false;
    }

    /** {@return where to say how far the act is} */
    Progress progress();

    /** {@return the starter of tools on this machine} */
    CommandRunner commands();
}
