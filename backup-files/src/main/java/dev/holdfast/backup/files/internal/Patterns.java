package dev.holdfast.backup.files.internal;

import java.util.List;
import java.util.function.BiPredicate;

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

    /**
     * Makes one question of all patterns.
     *
     * @param patterns the patterns
     * @return tells for a path below the root, and whether it is a directory, whether a pattern matches
     */
    public static BiPredicate<String, Boolean> any(List<String> patterns) {
        List<Glob> globs = compile(patterns);
        return (path, directory) -> globs.stream().anyMatch(glob -> glob.matches("", path, directory));
    }

    static List<Glob> compile(List<String> patterns) {
        return patterns.stream().map(Glob::of).toList();
    }
}
