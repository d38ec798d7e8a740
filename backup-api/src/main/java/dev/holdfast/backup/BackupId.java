package dev.holdfast.backup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of one backup: {@code <target>_<YYYYMMDD>_<HHMMSS>} of its start in UTC, or {@code <target>_<name>}.
 *
 * <p>The same id means the same bytes in every store. An id carries no order: order comes from the instants in the manifest.
 *
 * @param value the whole id
 */
public record BackupId(String value) {

    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]*_[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MAX_LENGTH = 180;

    /**
     * Validates the form.
     *
     * @param value the whole id
     */
    public BackupId {
        Objects.requireNonNull(value, "value");
        if (!isValid(value)) {
            throw new ConfigurationException(
                    Failure.of("HF-CFG-002", "invalid backup id \"" + value + "\"")
                            .hint(
                                    "An id reads <target>_<YYYYMMDD>_<HHMMSS> or <target>_<name>; list shows the ids there are."));
        }
    }

    /**
     * Tells whether a text has the form of an id.
     *
     * @param value the text to look at
     * @return whether it does
     */
    public static boolean isValid(String value) {
        return value.length() <= MAX_LENGTH && VALID.matcher(value).matches() && !value.endsWith(".");
    }

    /**
     * Makes the id of a backup that starts now.
     *
     * @param target the target's name
     * @param start the instant the backup starts
     * @return the id, to the second
     */
    public static BackupId at(String target, Instant start) {
        return new BackupId(target + "_" + STAMP.format(start));
    }

    /**
     * Makes the id of a backup that the user names.
     *
     * @param target the target's name
     * @param name the user's name: letters, digits, {@code .}, {@code _} and {@code -}
     * @return the id
     */
    public static BackupId named(String target, String name) {
        return new BackupId(target + "_" + name);
    }

    /**
     * Makes the id to try when this one is taken.
     *
     * @param attempt 2 or more
     * @return this id with {@code -<attempt>} behind it
     */
    public BackupId retry(int attempt) {
        return new BackupId(value + "-" + attempt);
    }

    /** {@return the name of the target, which is all before the first underscore} */
    public String target() {
        return value.substring(0, value.indexOf('_'));
    }

    /** {@return the id as text} */
    @Override
    public String toString() {
        return value;
    }
}
