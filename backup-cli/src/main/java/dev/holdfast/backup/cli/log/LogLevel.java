package dev.holdfast.backup.cli.log;

import org.slf4j.event.Level;

/** How much of the log is shown; one setting for the process, made before anything logs. */
public final class LogLevel {

    private static volatile Level least = Level.WARN;

    private LogLevel() {}

    /**
     * Shows records from a level on.
     *
     * @param level the lowest level that is shown
     */
    public static void show(Level level) {
        least = level;
    }

    static boolean shows(Level level) {
        return level.toInt() >= least.toInt();
    }
}
