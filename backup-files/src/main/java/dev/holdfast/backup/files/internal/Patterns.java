package dev.holdfast.backup.files.internal;

import java.util.List;

/** Reads lists of patterns. */
public final class Patterns {

    private Patterns() {}

    /**
     * Validates patterns.
     *
     * @param patterns the patterns
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-FIL-002} if one is malformed
     */
    public static void check(List<String> patterns) {
        compile(patterns);
    }

    static List<Glob> compile(List<String> patterns) {
        return patterns.stream().map(Glob::of).toList();
    }
}
