package dev.holdfast.backup.sqlite;

import java.util.Locale;

/** How thoroughly a copy is checked before it becomes a backup. */
public enum SqliteCheck {
    /** SQLite's {@code quick_check}: every page and every row, but not whether indexes agree with their tables. */
    QUICK,
    /** SQLite's {@code integrity_check}: that too; several times slower. */
    FULL;

    /** {@return the word used in configurations: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
