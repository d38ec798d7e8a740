package dev.holdfast.backup.scheduler;

import java.util.Locale;

/** What becomes of runs that were due while nobody was there to begin them. */
public enum CatchUp {
    /** One run makes up for all of them, unless the last of them was due too long ago. */
    ONCE,
    /** They are left out; the next one is due as ever. */
    SKIP;

    /** {@return the word for it in configurations: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
