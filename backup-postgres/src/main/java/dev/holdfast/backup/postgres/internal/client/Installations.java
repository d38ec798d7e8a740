package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the tools that are installed on this machine, in the places where packages put them. */
final class Installations {

    private static final Logger LOG = LoggerFactory.getLogger(Installations.class);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** A parent directory and a pattern for the names in it; the tools are below, in {@code bin} unless the place says otherwise. */
    private record Place(String parent, String names, String below) {}

    private static final List<Place> PLACES = List.of(
            new Place("/usr/lib/postgresql", "*", "bin"),
            new Place("/usr", "pgsql-*", "bin"),
            new Place("/usr/libexec", "postgresql*", ""),
            new Place("/usr/lib", "postgresql[0-9]*", "bin"),
            new Place("/usr/local", "pgsql*", "bin"),
            new Place("/opt", "postgresql*", "bin"),
            new Place("/opt/homebrew/opt", "{postgresql*,libpq}", "bin"),
            new Place("/usr/local/opt", "{postgresql*,libpq}", "bin"),
            new Place("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            new Place("/Library/PostgreSQL", "*", "bin"),
            new Place("C:/Program Files/PostgreSQL", "*", "bin"));

    private Installations() {}

    /** {@return all in the places of packages that answer} */
    static List<Installation> inPlaces(RunContext context) throws InterruptedException {
        List<Installation> found = new ArrayList<>();
        for (Path directory : candidates()) {
            version(directory, context).ifPresent(version -> found.add(new Installation(directory, version)));
        }
        return found;
    }

    private static Set<Path> candidates() {
        Set<Path> candidates = new LinkedHashSet<>();
        for (Place place : PLACES) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + place.names());
            try (DirectoryStream<Path> children =
                    Files.newDirectoryStream(Path.of(place.parent()), path -> matcher.matches(path.getFileName()))) {
                for (Path child : children) {
                    Path directory = place.below().isEmpty() ? child : child.resolve(place.below());
                    if (isThere(directory)) {
                        candidates.add(directory.toRealPath());
                    }
                }
            } catch (IOException | java.nio.file.InvalidPathException e) {
                LOG.trace("no tools in {}", place.parent());
            }
        }
        return candidates;
    }

    static boolean isThere(Path directory) {
        return Files.isExecutable(directory.resolve(Tool.PG_DUMP.command()))
                || Files.isExecutable(directory.resolve(Tool.PG_DUMP.command() + ".exe"));
    }

    /** {@return the version that the tools of a directory say they have; empty if there are none or they do not start} */
    static Optional<ServerVersion> version(@Nullable Path directory, RunContext context) throws InterruptedException {
        Command command = new Command(
                List.of(Installation.program(directory, Tool.PG_DUMP), "--version"), Map.of("LC_ALL", "C"), null);
        return version(command, context);
    }

    /** {@return those that the system finds by name} */
    static Optional<Installation> onSearchPath(RunContext context) throws InterruptedException {
        @Nullable Path nowhere = null;
        return version(nowhere, context).map(version -> new Installation(null, version));
    }

    static Optional<ServerVersion> version(Command command, RunContext context) throws InterruptedException {
        Deadline deadline = context.deadline().orAfter(ANSWER);
        try (RunningCommand running = context.commands().start(command)) {
            running.input().close();
            String said = new String(running.output().readNBytes(4096), StandardCharsets.UTF_8);
            CommandResult result = running.await(deadline);
            return result.isSuccess() ? VersionText.parse(said) : Optional.empty();
        } catch (IOException e) {
            LOG.trace("{} does not start", command, e);
            return Optional.empty();
        }
    }
}
