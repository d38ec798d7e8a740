package dev.holdfast.backup.files;

import java.util.Locale;

/** What to do when a file changes, shrinks or vanishes while it is read, or cannot be read. */
public enum OnChange {
    /** The backup is kept, is DEGRADED, and lists the file. */
    DEGRADE,
    /** There is no backup. */
    FAIL;

    /** {@return the word used in configurations: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
