package dev.holdfast.backup.cli.log;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Writes each record as a line to standard error, as it is at that moment.
 *
 * <p>What libraries say of a database that does not answer is left out: they say it at each try, with a stack trace, and the scheduler says it once
 * a minute.
 */
final class LineLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;
    private static final int DEEPEST = 20;

    private final boolean talkative;
    private final boolean pool;

    LineLogger(String name) {
        this.name = name;
        this.talkative = LogLevel.isTalkative(name);
        this.pool = LogLevel.isPool(name);
    }

    @Override
    public boolean isTraceEnabled() {
        return !talkative && LogLevel.shows(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return !talkative && LogLevel.shows(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return !talkative && LogLevel.shows(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return LogLevel.shows(pool ? Level.DEBUG : Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return LogLevel.shows(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable cause) {
        if (talkative && isOfDatabase(cause)) {
            return;
        }
        PrintStream err = System.err;
        synchronized (err) {
            err.println(stamp()
                    + (level == Level.WARN ? "warning" : level.toString().toLowerCase(Locale.ROOT)) + ": "
                    + MessageFormatter.basicArrayFormat(pattern, arguments));
            if (cause != null && LogLevel.shows(Level.DEBUG)) {
                cause.printStackTrace(err);
            } else if (cause != null) {
                err.println("  " + cause);
            }
        }
    }

    private static String stamp() {
        Clock clock = LogLevel.clock();
        return clock == null ? "" : LogStamp.of(clock.instant()) + "  ";
    }

    private static boolean isOfDatabase(@Nullable Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SQLException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
