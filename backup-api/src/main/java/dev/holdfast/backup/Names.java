package dev.holdfast.backup;

import java.util.Objects;
import java.util.regex.Pattern;

/** The rule that names of targets, jobs, stores and types follow: {@code [a-z0-9][a-z0-9-]*}, at most 100 characters. */
public final class Names {

    /** The longest name, in characters; leaves room for the time stamp and suffixes in a file name. */
    public static final int MAX_LENGTH = 100;

    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9-]*");

    private Names() {}

    /**
     * Tells whether a text is a valid name.
     *
     * @param name the text to look at
     * @return whether it follows the rule
     */
    public static boolean isValid(String name) {
        return name.length() <= MAX_LENGTH && VALID.matcher(name).matches();
    }

    /**
     * Returns the name if it is valid.
     *
     * @param what what the name is for, as it should read in the message: {@code "target name"}
     * @param name the text to look at
     * @return {@code name}
     * @throws ConfigurationException {@code HF-CFG-001} if it is not valid
     */
    public static String require(String what, String name) {
        Objects.requireNonNull(name, what);
        if (!isValid(name)) {
            throw new ConfigurationException(Failure.of("HF-CFG-001", "invalid " + what + " \"" + name + "\"")
                    .hint("Use lower-case letters, digits and hyphens, at most " + MAX_LENGTH
                            + " characters, and begin with a letter or digit."));
        }
        return name;
    }
}
