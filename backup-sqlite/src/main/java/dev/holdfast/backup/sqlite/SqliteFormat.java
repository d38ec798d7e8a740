package dev.holdfast.backup.sqlite;

import java.util.Locale;

/** The form in which a database is kept. */
public enum SqliteFormat {
    /** The database file itself, of one moment, with all that was in its write-ahead log: the quickest to restore. */
    COPY,
    /** A complete text of SQL statements, which the {@code sqlite3} command loads to an equal database. */
    SQL;

    /** {@return the word used in configurations: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
