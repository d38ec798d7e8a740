package dev.holdfast.backup;

import java.util.Objects;

/**
 * The name of one object in a store: segments of letters, digits and {@code . _ - + = @ ~ ,} joined by {@code /}.
 *
 * <p>No segment is empty, begins with a dot or is longer than 255 characters; the whole is at most 1,024 characters. So a key is a safe
 * relative path on every file system and a safe key in every object store.
 *
 * @param value the whole key
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    private static final int MAX_LENGTH = 1024;
    private static final int MAX_SEGMENT = 255;
    private static final String PUNCTUATION = "._-+=@~,";

    /**
     * Validates the form.
     *
     * @param value the whole key
     */
    public ObjectKey {
        Objects.requireNonNull(value, "value");
        if (!isValid(value)) {
            throw new StoreException(
                    Failure.of("HF-STO-001", "invalid object key \"" + value + "\"")
                            .hint(
                                    "Use letters, digits and . _ - + = @ ~ , in segments that do not begin with a dot, joined by slashes."));
        }
    }

    /**
     * Tells whether a text has the form of a key.
     *
     * @param value the text to look at
     * @return whether it does
     */
    public static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || value.charAt(i) == '/') {
                if (i == start || i - start > MAX_SEGMENT) {
                    return false;
                }
                start = i + 1;
            } else if (!isAllowed(value.charAt(i)) || (i == start && value.charAt(i) == '.')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || PUNCTUATION.indexOf(c) >= 0;
    }

    /**
     * Makes a key from segments.
     *
     * @param first the first segment, or several joined by slashes
     * @param more further segments
     * @return the key
     */
    public static ObjectKey of(String first, String... more) {
        if (more.length == 0) {
            return new ObjectKey(first);
        }
        return new ObjectKey(first + "/" + String.join("/", more));
    }

    /** {@return the last segment} */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** Compares the texts, character by character. */
    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    /** {@return the key as text} */
    @Override
    public String toString() {
        return value;
    }
}
