package dev.holdfast.backup.engine;

import java.util.Locale;

/** When a hook around captures is undone. */
public enum EndPause {
    /**
     * When every target that can hold a moment still has done so, and every other one is captured: the pause is as long as a snapshot takes. The
     * default.
     */
    AFTER_SNAPSHOT,
    /** When everything is captured. */
    AFTER_CAPTURE;

    /** {@return the word used in configuration: the lower-case name with a hyphen} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
