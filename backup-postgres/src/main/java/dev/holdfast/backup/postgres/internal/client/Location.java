package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where tools run. */
sealed interface Location {

    /** {@return the place for people} */
    String place();

    /**
     * Makes room for one tool.
     *
     * @param needs what the tool needs there
     * @param context the run
     * @return the room, closed by the caller
     * @throws TargetException if it cannot be made
     */
    Workplace prepare(ToolNeeds needs, RunContext context) throws IOException, InterruptedException;

    /**
     * Tells whether a tool failed because the place that it ran in is gone.
     *
     * @param result how the tool ended
     * @param tool the tool
     * @param context the run
     * @return the failure, or empty if the place is as it was
     */
    Optional<TargetException> lost(CommandResult result, Tool tool, RunContext context) throws InterruptedException;

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
        public Workplace prepare(ToolNeeds needs, RunContext context) throws IOException {
            return LocalWorkplace.prepare(directory, needs, context);
        }

        @Override
        public Optional<TargetException> lost(CommandResult result, Tool tool, RunContext context) {
            return Optional.empty();
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
        public Workplace prepare(ToolNeeds needs, RunContext context) throws IOException, InterruptedException {
            return ContainerWorkplace.prepare(new DockerContainer(name, context), needs);
        }

        @Override
        public Optional<TargetException> lost(CommandResult result, Tool tool, RunContext context)
                throws InterruptedException {
            DockerContainer container = new DockerContainer(name, context);
            return container.hasStoppedWith(result)
                    ? Optional.of(ContainerFailures.stopped(name, tool))
                    : Optional.empty();
        }
    }
}
