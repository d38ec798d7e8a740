package dev.holdfast.backup.spi;

import java.util.Locale;

/** The way in which a backup is brought back. */
public enum RestoreWay {
    /** Beside the live one, proven, then swapped by rename; the old one is kept until confirmed. */
    STAGED,
    /** To another place; the live one is not touched. */
    TO,
    /** Over the live one, after a safety backup. */
    IN_PLACE;

    /** {@return the word used in documents: {@code in-place}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
