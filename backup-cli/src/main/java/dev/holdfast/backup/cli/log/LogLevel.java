package dev.holdfast.backup.cli.log;

import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** How much of the log is shown, and how; settings for the process, made before anything logs. */
public final class LogLevel {

    /** Libraries that tell of each connection, and of each one they did not get. */
    private static final List<String> TALKATIVE =
            List.of("com.github.kagkarlsson.", "com.zaxxer.hikari.", "org.flywaydb.");

    private static volatile Level least = Level.WARN;
    private static volatile @Nullable Clock clock;

    private LogLevel() {}

    /**
     * Shows records from a level on; of libraries that work on databases, warnings and errors at most.
     *
     * @param level the lowest level that is shown
     */
    public static void show(Level level) {
        least = level;
    }

    /**
     * Begins each line with the instant, as a service's log does.
     *
     * @param time tells the instant, or {@code null} for lines without one
     */
    public static void stamp(@Nullable Clock time) {
        clock = time;
    }

    static @Nullable Clock clock() {
        return clock;
    }

    static boolean shows(Level level) {
        return level.toInt() >= least.toInt();
    }

    /** Tells whether a logger is the connection pool's, which warns of each connection that it found closed, and opens another. */
    static boolean isPool(String logger) {
        return logger.startsWith("com.zaxxer.hikari.");
    }

    /** Tells whether a logger is one of a library whose word on a database that is away is not asked for. */
    static boolean isTalkative(String logger) {
        return TALKATIVE.stream().anyMatch(logger::startsWith);
    }
}
