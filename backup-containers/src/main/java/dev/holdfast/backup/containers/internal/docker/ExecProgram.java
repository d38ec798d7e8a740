package dev.holdfast.backup.containers.internal.docker;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program to be run inside of a container.
 *
 * @param command the program and its arguments
 * @param user the user, or {@code null} for the container's own
 * @param directory the working directory, or {@code null} for the container's own
 * @param environment variables to add
 */
record ExecProgram(
        List<String> command,
        @Nullable String user,
        @Nullable String directory,
        Map<String, String> environment) {

    /**
     * Copies the collections.
     *
     * @param command the program and its arguments
     * @param user the user, or {@code null}
     * @param directory the working directory, or {@code null}
     * @param environment variables to add
     */
    ExecProgram {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    static ExecProgram probe(List<String> command) {
        return new ExecProgram(command, null, null, Map.of());
    }
}
