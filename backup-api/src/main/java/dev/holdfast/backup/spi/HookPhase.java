package dev.holdfast.backup.spi;

import java.util.Locale;

/** What a hook is around. */
public enum HookPhase {
    /** The captures of a run. */
    CAPTURE,
    /** The swap of a restore. */
    RESTORE;

    /** {@return the word used in configuration: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
