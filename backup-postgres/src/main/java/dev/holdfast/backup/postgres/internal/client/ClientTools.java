package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tools of one version, on this machine or in a container, ready to start. Immutable. */
public final class ClientTools {

    private final Location location;
    private final ServerVersion version;

    private ClientTools(Location location, ServerVersion version) {
        this.location = location;
        this.version = version;
    }

    /**
     * Chooses tools that can work with a server: the lowest major version that is not lower than the server's, and of that the newest.
     *
     * @param choice where to take them from
     * @param server the server's version, or that of the server a dump comes from
     * @param context the run
     * @return the tools
     * @throws TargetException {@code HF-PG-020} to {@code HF-PG-026} if there are none
     * @throws InterruptedException if this thread is interrupted
     */
    public static ClientTools choose(ClientChoice choice, ServerVersion server, RunContext context)
            throws InterruptedException {
        if (choice instanceof ClientChoice.Docker docker) {
            return inContainer(docker, server, context);
        }
        if (choice instanceof ClientChoice.Directory directory) {
            return inDirectory(directory.path(), server, context);
        }
        List<Installation> found = new ArrayList<>(Installations.inPlaces(context));
        if (found.stream().noneMatch(one -> one.version().major() >= server.major())) {
            // Where packages bring a chooser of versions of their own, it answers slowly, and never with more than is
            // in their places.
            Installations.onSearchPath(context).ifPresent(found::add);
        }
        if (found.isEmpty()) {
            throw new TargetException(Failure.of("HF-PG-020", "the tools of PostgreSQL are not installed here")
                    .hint("Install " + packages(server.major())
                            + ", or say with the setting client where the tools are, for example docker:NAME."));
        }
        Installation best = found.stream()
                .filter(installation -> installation.version().major() >= server.major())
                .min(Comparator.comparingInt((Installation one) -> one.version().major())
                        .thenComparing(Installation::version, Comparator.reverseOrder()))
                .orElseThrow(() -> tooOld(newest(found), server));
        return new ClientTools(new Location.Here(best.directory()), best.version());
    }

    private static ServerVersion newest(List<Installation> found) {
        return found.stream()
                .map(Installation::version)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static ClientTools inDirectory(Path path, ServerVersion server, RunContext context)
            throws InterruptedException {
        Path directory = Installations.isThere(path) ? path : path.resolve("bin");
        Optional<ServerVersion> version = Installations.version(directory, context);
        if (version.isEmpty()) {
            throw new TargetException(Failure.of("HF-PG-022", "there is no working pg_dump in " + path)
                    .hint("Let the setting client name the directory with pg_dump in it, or leave it out.")
                    .with("client", path));
        }
        return accepted(new Location.Here(directory), version.get(), server);
    }

    private static ClientTools inContainer(ClientChoice.Docker docker, ServerVersion server, RunContext context)
            throws InterruptedException {
        DockerContainer container = new DockerContainer(docker.container(), context);
        CommandResult result;
        try {
            result = container.run(
                    DockerContainer.shell(Tool.PG_DUMP.command() + " --version >&2"), DockerContainer.Input.NONE);
        } catch (IOException e) {
            throw ContainerFailures.noDocker(docker.container(), e);
        }
        Optional<ServerVersion> version = result.isSuccess() ? VersionText.parse(result.errors()) : Optional.empty();
        if (version.isEmpty()) {
            throw ContainerFailures.notUsable(docker.container(), result, "pg_dump tells no version");
        }
        return accepted(new Location.Container(docker.container()), version.get(), server);
    }

    private static ClientTools accepted(Location location, ServerVersion version, ServerVersion server) {
        if (version.major() < server.major()) {
            throw tooOld(version, server);
        }
        return new ClientTools(location, version);
    }

    private static TargetException tooOld(ServerVersion client, ServerVersion server) {
        return new TargetException(
                Failure.of("HF-PG-021", "the tools are of version " + client + " and the server is of " + server)
                        .hint("Install " + packages(server.major()) + "; tools of another version may stay beside it.")
                        .with("client", client)
                        .with("server", server));
    }

    private static String packages(int major) {
        return "postgresql-client-" + major + " (Debian, Ubuntu) or postgresql" + major + " (Red Hat, Alpine)";
    }

    /** {@return their version} */
    public ServerVersion version() {
        return version;
    }

    /** {@return whether they see the files of this machine, so that a path may be an argument} */
    public boolean seesLocalFiles() {
        return location instanceof Location.Here;
    }

    /** {@return where they are, for people} */
    public String place() {
        return location.place();
    }

    /** {@return what is known against this very version} */
    public Optional<Problem> weakness() {
        return KnownWeaknesses.of(version)
                .map(why -> Problem.of(
                        Severity.WARNING,
                        Failure.of("HF-PG-023", "the tools of version " + version + " at " + place() + " " + why)
                                .hint("Install the last minor version of the tools.")
                                .with("client", version)));
    }

    /**
     * Starts a tool.
     *
     * @param tool which
     * @param connection the database it works on, or {@code null} if it works on none
     * @param arguments its arguments without those for the connection; no secret
     * @param context the run
     * @return the running tool, closed by the caller
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted
     */
    public ToolRun start(Tool tool, @Nullable ConnectionSettings connection, List<String> arguments, RunContext context)
            throws IOException, InterruptedException {
        return ToolRun.start(location, tool, connection, arguments, null, context);
    }

    /**
     * Starts {@code pg_restore} with the entries of a dump that it is to bring back.
     *
     * @param connection the database it works on, or {@code null} if it works on none
     * @param arguments its arguments without those for the connection and the entries; no secret
     * @param entries a file of this machine, in the form that {@code pg_restore -L} takes; the tool sees it wherever it runs
     * @param context the run
     * @return the running tool, closed by the caller
     * @throws IOException if it cannot be started
     * @throws InterruptedException if this thread is interrupted
     */
    public ToolRun startWithEntries(
            @Nullable ConnectionSettings connection, List<String> arguments, Path entries, RunContext context)
            throws IOException, InterruptedException {
        return ToolRun.start(location, Tool.PG_RESTORE, connection, arguments, entries, context);
    }

    /** {@return version and place} */
    @Override
    public String toString() {
        return version + " at " + place();
    }
}
