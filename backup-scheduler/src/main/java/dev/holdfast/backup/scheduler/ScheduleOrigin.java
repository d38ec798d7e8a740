package dev.holdfast.backup.scheduler;

import java.util.Locale;

/** Where a schedule comes from. */
public enum ScheduleOrigin {
    /** The configuration file, or the host that gives schedules at its start. It counts more than one that was made at run time. */
    FILE,
    /** A command, or the host's program while it runs. */
    RUNTIME;

    /** {@return the word that commands and documents use: {@code file}, {@code runtime}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
