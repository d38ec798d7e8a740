package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings a dump into a database with the tools that made it. Closing it gives up the files that a tool needed. */
final class DumpRestore implements AutoCloseable {

    private static final Consumer<String> UNREAD = line -> {};

    private final BackupReader from;
    private final DumpContent content;
    private final RunContext context;
    private final RestoreServer server;
    private final ToolFeed tools;
    private @Nullable Scratch unpacked;
    private @Nullable Path file;

    DumpRestore(BackupReader from, DumpContent content, RestoreServer server, RunContext context) {
        this.from = from;
        this.content = content;
        this.context = context;
        this.server = server;
        this.tools = new ToolFeed(server, context);
    }

    /**
     * How a dump is brought in.
     *
     * @param jobs how many tables at once
     * @param inPlace whether it goes over what is there, as one transaction
     * @param keepGoing whether what fails is left out
     * @param tuning owners, grants and tablespaces
     * @param list the entries to bring back, in the form that {@code pg_restore -L} takes, or {@code null} for all
     * @param section the part of the dump ({@code pre-data}, {@code data}, {@code post-data}), or {@code null} for all
     */
    record Way(
            int jobs,
            boolean inPlace,
            boolean keepGoing,
            RestoreTuning tuning,
            @Nullable Path list,
            @Nullable String section) {

        /** Into a new database, by several jobs. */
        static Way into(RestoreTuning tuning, int jobs) {
            return new Way(jobs, false, false, tuning, null, null);
        }

        /** Over what is there. */
        static Way over(RestoreTuning tuning) {
            return new Way(1, true, false, tuning, null, null);
        }

        /** With certain entries only. */
        Way only(Path entries) {
            return new Way(jobs, inPlace, keepGoing, tuning, entries, section);
        }

        /** With a part of the dump only, going on behind what fails. */
        Way going(@Nullable String part) {
            return new Way(jobs, inPlace, true, tuning, list, part);
        }
    }

    /**
     * Brings the dump in.
     *
     * @param database the database, which is there
     * @param way how
     * @return how the tool ended; one that does not keep going has succeeded
     * @throws TargetException {@code HF-PG-115} and others, if it failed
     */
    CommandResult into(String database, Way way) throws IOException, InterruptedException {
        Tool tool = content.form() == DumpForm.PLAIN ? Tool.PSQL : Tool.PG_RESTORE;
        CommandResult result = content.form() == DumpForm.PLAIN ? script(database, way) : archive(database, way);
        if (!result.isSuccess() && !way.keepGoing()) {
            throw RestoreFailures.ofTool(tool.command(), result.exitCode(), result.errors());
        }
        return result;
    }

    private CommandResult script(String database, Way way) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-X", "-q", "-o", "/dev/null"));
        if (!way.keepGoing()) {
            arguments.addAll(List.of("-v", "ON_ERROR_STOP=1", "-1"));
        }
        arguments.addAll(List.of("-f", "-"));
        return tools.run(Tool.PSQL, database, arguments, null, () -> from.artifact(content.suffix()), UNREAD);
    }

    private CommandResult archive(String database, Way way) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        if (!way.keepGoing()) {
            arguments.add("--exit-on-error");
        }
        arguments.addAll(omitted(way.tuning()));
        if (way.inPlace()) {
            arguments.addAll(List.of("--clean", "--if-exists", "--single-transaction"));
        }
        if (way.section() != null) {
            arguments.add("--section=" + way.section());
        }
        Optional<Path> seen = seekable();
        if (seen.isEmpty()) {
            return tools.run(
                    Tool.PG_RESTORE, database, arguments, way.list(), () -> from.artifact(content.suffix()), UNREAD);
        }
        if (way.jobs() > 1 && !way.inPlace()) {
            arguments.addAll(List.of("-j", Integer.toString(way.jobs())));
        }
        arguments.add(seen.get().toString());
        return tools.run(Tool.PG_RESTORE, database, arguments, way.list(), null, UNREAD);
    }

    private static List<String> omitted(RestoreTuning tuning) {
        List<String> arguments = new ArrayList<>();
        if (tuning.noOwner()) {
            arguments.add("--no-owner");
        }
        if (tuning.noPrivileges()) {
            arguments.add("--no-privileges");
        }
        if (tuning.noTablespaces()) {
            arguments.add("--no-tablespaces");
        }
        return arguments;
    }

    /**
     * Reads the table of contents with what each entry depends on.
     *
     * @param line is given each line
     */
    void list(Consumer<String> line) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-l", "-v"));
        Optional<Path> seen = seekable();
        seen.ifPresent(path -> arguments.add(path.toString()));
        CommandResult result = tools.run(
                Tool.PG_RESTORE,
                null,
                arguments,
                null,
                seen.isPresent() ? null : () -> from.artifact(content.suffix()),
                line);
        if (!result.isSuccess()) {
            throw RestoreFailures.ofTool("pg_restore", result.exitCode(), result.errors());
        }
    }

    /**
     * Writes entries as SQL, instead of bringing them in.
     *
     * @param list the entries
     * @param tuning owners and grants
     * @param line is given each line
     */
    void script(Path list, RestoreTuning tuning, Consumer<String> line) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--create", "-f", "-"));
        arguments.addAll(omitted(tuning));
        Optional<Path> seen = seekable();
        seen.ifPresent(path -> arguments.add(path.toString()));
        CommandResult result = tools.run(
                Tool.PG_RESTORE,
                null,
                arguments,
                list,
                seen.isPresent() ? null : () -> from.artifact(content.suffix()),
                line);
        if (!result.isSuccess()) {
            throw RestoreFailures.ofTool("pg_restore", result.exitCode(), result.errors());
        }
    }

    /** Tells whether parts of the dump can be brought in by themselves. */
    boolean hasParts() {
        return content.form() != DumpForm.PLAIN;
    }

    /** Returns the dump as a file or directory that the tool can go about in, if it can. */
    Optional<Path> seekable() throws IOException, InterruptedException {
        if (file != null) {
            return Optional.of(file);
        }
        if (!server.seesFiles()) {
            if (content.form() == DumpForm.DIRECTORY) {
                throw new RefusedException(Failure.of(
                                "HF-PG-119",
                                "a dump in the directory format cannot be given to a client in a container")
                        .hint("Restore with a client on this machine: set client to auto."));
            }
            return Optional.empty();
        }
        context.progress().step("unpacking the dump");
        Path made = content.form() == DumpForm.DIRECTORY ? unpack() : from.materialize(content.suffix());
        file = made;
        return Optional.of(made);
    }

    private Path unpack() throws IOException {
        Scratch scratch = context.scratch(from.manifest().originalBytes());
        unpacked = scratch;
        try (ArchiveReader archive = from.archive(content.suffix())) {
            for (Optional<ArchiveEntry> next = archive.next(); next.isPresent(); next = archive.next()) {
                String name = next.get().name().display();
                if (next.get().kind() != EntryKind.FILE || name.contains("/") || name.startsWith(".")) {
                    throw new TargetException(Failure.of("HF-PG-115", "the dump holds what no dump holds: " + name)
                            .hint("Do not trust it; restore another backup."));
                }
                try (InputStream in = archive.content()) {
                    Files.copy(in, scratch.directory().resolve(name));
                }
                context.cancellation().check();
            }
        }
        return scratch.directory();
    }

    @Override
    public void close() throws IOException {
        if (unpacked != null) {
            unpacked.close();
        }
    }
}
