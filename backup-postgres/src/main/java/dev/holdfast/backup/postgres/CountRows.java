package dev.holdfast.backup.postgres;

import java.util.Locale;

/** Which rows are counted while a database is dumped, so that a restore can be proven complete. */
public enum CountRows {
    /** Those of all tables, the smallest tables first, up to a bound on the size of what is read; the others are estimated. */
    ALL,
    /** None; the server's own estimates are kept. */
    ESTIMATE,
    /** None. */
    NONE;

    /** {@return the word used in configurations: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
