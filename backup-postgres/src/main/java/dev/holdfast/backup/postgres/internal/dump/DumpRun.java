package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.DumpFormat;
import dev.holdfast.backup.postgres.internal.client.ClientTools;
import dev.holdfast.backup.postgres.internal.client.ErrorClassifier;
import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.evidence.Suffixes;
import dev.holdfast.backup.postgres.internal.settings.TargetSettings;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs {@code pg_dump} in a snapshot and takes what it writes, uncompressed: the pipeline behind compresses on all processors. */
final class DumpRun {

    private static final int WARNINGS_TOLD = 20;

    /** All tables are locked by us already: the dump waits only behind somebody who waits for us, see {@link Moment}. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TargetSettings settings;
    private final ConnectionSettings connection;
    private final ClientTools tools;
    private final SnapshotExporter exporter;
    private final long size;
    private final BackupSink sink;
    private final RunContext context;

    /**
     * Makes the run.
     *
     * @param size the database's size on the server, in bytes
     */
    DumpRun(
            TargetSettings settings,
            ConnectionSettings connection,
            ClientTools tools,
            SnapshotExporter exporter,
            long size,
            BackupSink sink,
            RunContext context) {
        this.settings = settings;
        this.connection = connection;
        this.tools = tools;
        this.exporter = exporter;
        this.size = size;
        this.sink = sink;
        this.context = context;
    }

    /**
     * Dumps into an artifact of the format.
     *
     * @param contents takes the table of contents; not that of the format plain, which has none
     * @return how many bytes the dump has
     */
    long run(Contents contents) throws IOException, InterruptedException {
        return switch (settings.format()) {
            case CUSTOM -> stream(Suffixes.CUSTOM, contents);
            case PLAIN -> stream(Suffixes.PLAIN, contents);
            case DIRECTORY -> directory(contents);
        };
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("--format=" + settings.format().word());
        arguments.add("--compress=0");
        arguments.add("--snapshot=" + exporter.snapshot());
        arguments.add("--lock-wait-timeout=" + patience().toMillis());
        arguments.addAll(settings.tables().arguments());
        arguments.addAll(settings.extraArguments());
        return arguments;
    }

    private Duration patience() {
        return settings.lockTimeout().compareTo(PATIENCE) < 0 ? settings.lockTimeout() : PATIENCE;
    }

    private long stream(String suffix, Contents contents) throws IOException, InterruptedException {
        try (ToolRun run = tools.start(Tool.PG_DUMP, connection, arguments(), context);
                OutputStream out = new LazyArtifact(sink, suffix)) {
            CopyingInput in = new CopyingInput(run.output(), out);
            IOException broken = copy(in, contents);
            finish(run);
            if (broken != null) {
                throw implausible(Objects.requireNonNullElse(broken.getMessage(), "it cannot be read"), broken);
            }
            if (settings.format() == DumpFormat.PLAIN) {
                PlainText.requireWhole(in, this::implausible);
            }
            return in.copied();
        }
    }

    /** {@return why the beginning could not be read, which matters only if the tool then says that all is well} */
    private @Nullable IOException copy(CopyingInput in, Contents contents) throws IOException {
        IOException broken = null;
        try {
            if (settings.format() != DumpFormat.PLAIN) {
                contents.read(in);
                contents.readBlocks(in);
            }
        } catch (IOException e) {
            broken = e;
        }
        try {
            if (in.writeFailure() == null) {
                in.drain();
            }
        } catch (IOException e) {
            if (in.writeFailure() == null) {
                // A cancel closes the tool's output under the reader.
                context.cancellation().check();
                broken = broken == null ? e : broken;
            }
        }
        if (in.writeFailure() != null) {
            throw in.writeFailure();
        }
        return broken;
    }

    private long directory(Contents contents) throws IOException, InterruptedException {
        if (!tools.seesLocalFiles()) {
            throw new TargetException(
                    Failure.of("HF-PG-025", "the format directory needs tools that see the files of this machine")
                            .hint("Use the format custom with tools in a container."));
        }
        try (Scratch scratch = context.scratch(size)) {
            Path directory = scratch.directory().resolve("dump");
            List<String> arguments = arguments();
            arguments.add("--jobs=" + settings.jobs());
            arguments.add("--file=" + directory);
            try (ToolRun run = tools.start(Tool.PG_DUMP, connection, arguments, context)) {
                // Nothing comes there; its end is that of the tool.
                run.output().transferTo(OutputStream.nullOutputStream());
                finish(run);
            }
            try (InputStream in = Files.newInputStream(directory.resolve("toc.dat"))) {
                contents.read(new java.io.BufferedInputStream(in));
            } catch (IOException e) {
                throw implausible("its table of contents cannot be read", e);
            }
            return archive(directory);
        }
    }

    private long archive(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.sorted().toList();
        }
        Instant now = context.clock().instant();
        long bytes = 0;
        try (ArchiveWriter archive = sink.archive(Suffixes.DIRECTORY)) {
            for (Path file : files) {
                context.cancellation().check();
                long size = Files.size(file);
                bytes += size;
                archive.add(
                        ArchiveEntry.file(file.getFileName().toString(), size, now), () -> Files.newInputStream(file));
            }
            archive.finish();
        }
        return bytes;
    }

    private void finish(ToolRun run) throws InterruptedException {
        CommandResult result = run.finish();
        if (!result.isSuccess()) {
            throw run.fail(result, "dump of " + connection.display());
        }
        List<String> warnings = ErrorClassifier.warnings(result);
        for (String warning : warnings.subList(0, Math.min(warnings.size(), WARNINGS_TOLD))) {
            context.problem(new Problem(
                    Severity.WARNING,
                    "HF-PG-060",
                    "pg_dump warned: " + warning,
                    "See whether a restore needs what the warning is about."));
        }
    }

    private TargetException implausible(String why, @Nullable Exception cause) {
        return new TargetException(
                Failure.of("HF-PG-059", "the dump of " + connection.display() + " is not whole: " + why)
                        .hint("Look at the tools: pg_dump ended without an error, but what it wrote is no good dump."),
                cause);
    }
}
