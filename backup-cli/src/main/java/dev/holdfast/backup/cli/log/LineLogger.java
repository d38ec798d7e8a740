package dev.holdfast.backup.cli.log;

import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes each record as a line to standard error, as it is at that moment. */
final class LineLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    LineLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return LogLevel.shows(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return LogLevel.shows(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return LogLevel.shows(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return LogLevel.shows(Level.WARN);
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
        PrintStream err = System.err;
        synchronized (err) {
            err.println((level == Level.WARN ? "warning" : level.toString().toLowerCase(Locale.ROOT)) + ": "
                    + MessageFormatter.basicArrayFormat(pattern, arguments));
            if (cause != null && LogLevel.shows(Level.DEBUG)) {
                cause.printStackTrace(err);
            } else if (cause != null) {
                err.println("  " + cause);
            }
        }
    }
}
