package dev.holdfast.backup.postgres.internal.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where tools run. */
sealed interface Location {

    /** {@return the place for people} */
    String place();

    /**
     * Returns the command that starts a tool there.
     *
     * @param tool which
     * @param arguments its arguments
     * @param variables variables that it needs there; no secret
     * @return program and arguments
     */
    List<String> command(Tool tool, List<String> arguments, Map<String, String> variables);

    /**
     * Here.
     *
     * @param directory with the tools, or {@code null} for the search path
     */
    record Here(@Nullable Path directory) implements Location {
        @Override
        public String place() {
            return directory == null ? "the search path" : directory.toString();
        }

        @Override
        public List<String> command(Tool tool, List<String> arguments, Map<String, String> variables) {
            List<String> command = new ArrayList<>();
            command.add(Installation.program(directory, tool));
            command.addAll(arguments);
            return command;
        }
    }

    /**
     * In a container of Docker.
     *
     * @param name its name
     */
    record Container(String name) implements Location {
        @Override
        public String place() {
            return "container " + name;
        }

        @Override
        public List<String> command(Tool tool, List<String> arguments, Map<String, String> variables) {
            List<String> inside = new ArrayList<>();
            inside.add(tool.command());
            inside.addAll(arguments);
            return exec(inside, variables);
        }

        List<String> exec(List<String> inside, Map<String, String> variables) {
            List<String> command = new ArrayList<>(List.of("docker", "exec", "--interactive"));
            variables.forEach((variable, value) -> command.addAll(List.of("--env", variable + "=" + value)));
            command.add(name);
            command.addAll(inside);
            return command;
        }
    }
}
