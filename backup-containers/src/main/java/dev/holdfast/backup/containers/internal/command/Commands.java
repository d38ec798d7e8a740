package dev.holdfast.backup.containers.internal.command;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command hook runs.
 *
 * @param before the program before and its arguments; empty for none
 * @param after the program after and its arguments; empty for none
 * @param environment variables to add
 * @param directory the working directory, or {@code null} for that of this process
 */
public record Commands(
        List<String> before,
        List<String> after,
        Map<String, String> environment,
        @Nullable Path directory) {

    /**
     * Copies the collections.
     *
     * @param before the program before and its arguments; empty for none
     * @param after the program after and its arguments; empty for none
     * @param environment variables to add
     * @param directory the working directory, or {@code null} for that of this process
     */
    public Commands {
        before = List.copyOf(before);
        after = List.copyOf(after);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
}
