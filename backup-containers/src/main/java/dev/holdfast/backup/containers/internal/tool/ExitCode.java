package dev.holdfast.backup.containers.internal.tool;

/** What programs end with. */
public final class ExitCode {

    /** Trying again later may help, as mail systems have it: such a failure of a command degrades the run. */
    public static final int SOFT = 75;

    /** What a shell ends with for a program that is not there. */
    public static final int NOT_FOUND = 127;

    private static final int NOT_RUN = 126;

    private ExitCode() {}

    /**
     * Tells whether there was no program to run.
     *
     * @param code what a shell ended with
     * @return whether the program is not there, or cannot be run
     */
    public static boolean isNoProgram(int code) {
        return code == NOT_RUN || code == NOT_FOUND;
    }
}
