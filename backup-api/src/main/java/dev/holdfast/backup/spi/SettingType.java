package dev.holdfast.backup.spi;

import java.util.Locale;

/** The type of a setting's value. */
public enum SettingType {
    /** A text. */
    TEXT,
    /** A whole number. */
    INTEGER,
    /** {@code true} or {@code false}. */
    FLAG,
    /** A length of time: {@code 90s}, {@code 10m}, {@code 36h}, {@code 30d}, or ISO 8601. */
    DURATION,
    /** A number of bytes: {@code 500MB}, {@code 5GiB}. */
    SIZE,
    /** A path; a relative one begins at the configuration file. */
    PATH,
    /** A list of texts; a single text is a list of one. */
    TEXTS,
    /** A list of paths; a single path is a list of one. */
    PATHS,
    /** One of the setting's choices. */
    CHOICE,
    /** A mapping from texts to texts. */
    MAP;

    /** {@return the word used in documents: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
