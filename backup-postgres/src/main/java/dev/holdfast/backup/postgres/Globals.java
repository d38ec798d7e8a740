package dev.holdfast.backup.postgres;

import java.util.Locale;

/** Whether the roles and tablespaces of the server are kept beside the dump of a database. */
public enum Globals {
    /** With the roles' passwords where the user may read them, else without, which is said. */
    AUTO,
    /** With the roles' passwords; a user who may not read them has no backup. */
    YES,
    /** Not at all. */
    NO,
    /** Without the roles' passwords. */
    WITHOUT_PASSWORDS;

    /** {@return the word used in configurations: the lower-case name with hyphens} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
