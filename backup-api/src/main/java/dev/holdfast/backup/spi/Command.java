package dev.holdfast.backup.spi;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool to start: no shell is between, and no secret belongs in the arguments.
 *
 * @param arguments the program and its arguments
 * @param environment variables to add
 * @param directory the working directory, or {@code null} for the process's own
 */
public record Command(
        List<String> arguments,
        Map<String, String> environment,
        @Nullable Path directory) {

    /**
     * Copies the collections and requires a program.
     *
     * @param arguments the program and its arguments
     * @param environment variables to add
     * @param directory the working directory, or {@code null} for the process's own
     */
    public Command {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(new LinkedHashMap<>(environment));
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command has a program");
        }
    }

    /**
     * Makes a command.
     *
     * @param arguments the program and its arguments
     * @return the command
     */
    public static Command of(String... arguments) {
        return new Command(List.of(arguments), Map.of(), null);
    }

    /** {@return the program's name} */
    public String program() {
        return arguments.get(0);
    }

    /** {@return the program and its arguments without the environment, whose values may be secret} */
    @Override
    public String toString() {
        return String.join(" ", arguments);
    }
}
