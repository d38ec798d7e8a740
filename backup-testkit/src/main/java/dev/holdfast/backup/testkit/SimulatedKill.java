package dev.holdfast.backup.testkit;

/**
 * Stands for the end of the process: thrown where a process was to be killed.
 *
 * <p>An error, so that nothing that handles exceptions goes on as if one operation alone had failed.
 */
public final class SimulatedKill extends Error {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param where what the process was about to do, or had just done
     */
    public SimulatedKill(String where) {
        super("killed " + where);
    }
}
