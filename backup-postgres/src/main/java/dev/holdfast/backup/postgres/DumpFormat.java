package dev.holdfast.backup.postgres;

import java.util.Locale;

/** The form of a dump. */
public enum DumpFormat {
    /** One stream that {@code pg_restore} reads; parts of it can be restored. */
    CUSTOM,
    /** One stream of SQL that {@code psql} reads. */
    PLAIN,
    /** Written by several jobs at once into scratch, and kept as an archive; parts of it can be restored. */
    DIRECTORY;

    /** {@return the word used in configurations: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
