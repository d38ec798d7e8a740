package dev.holdfast.backup.spi;

import java.util.Locale;

/** What to do where something is already in the place of an entry. */
public enum ConflictRule {
    /** Restore nothing and say what is there. */
    FAIL,
    /** Leave what is there. */
    SKIP,
    /** Replace what is there. */
    OVERWRITE;

    /** {@return the word used in commands: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
