package dev.holdfast.backup.postgres.internal;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.postgres.internal.client.ClientChoice;
import dev.holdfast.backup.postgres.internal.client.ClientTools;
import dev.holdfast.backup.postgres.internal.client.Tool;
import dev.holdfast.backup.postgres.internal.client.ToolRun;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.postgres.internal.dump.CopyingInput;
import dev.holdfast.backup.postgres.internal.dump.PlainText;
import dev.holdfast.backup.postgres.internal.evidence.ArchiveHead;
import dev.holdfast.backup.postgres.internal.evidence.DatabaseRecord;
import dev.holdfast.backup.postgres.internal.evidence.RowCounts;
import dev.holdfast.backup.postgres.internal.evidence.Suffixes;
import dev.holdfast.backup.postgres.internal.evidence.TableOfContents;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proves a backup without its database: the whole dump is decoded to nowhere, and its table of contents is the one that was kept as evidence.
 *
 * <p>Decoding alone would pass a dump with a changed byte in the rows; the digests of the backup, which its reader looks at, do not.
 */
public final class PostgresVerify {

    private static final int NEWEST_DUMP = 180_000;

    /** What pg_dump writes into a directory; nothing else is unpacked. */
    private static final Pattern DUMP_FILE = Pattern.compile("toc\\.dat|(blob_)?\\d+\\.dat|blobs(_\\d+)?\\.toc");

    private final BackupReader from;
    private final RunContext context;

    private PostgresVerify(BackupReader from, RunContext context) {
        this.from = from;
        this.context = context;
    }

    /**
     * Proves.
     *
     * @param from the backup
     * @param context the verification
     * @throws IntegrityException {@code HF-PG-070} to {@code HF-PG-073} if it is not good
     * @throws dev.holdfast.backup.TargetException {@code HF-PG-020}, {@code HF-PG-021} if there are no tools to prove it with
     * @throws IOException if it cannot be read
     * @throws InterruptedException if this thread is interrupted
     */
    public static void verify(BackupReader from, RunContext context) throws IOException, InterruptedException {
        new PostgresVerify(from, context).run();
    }

    private void run() throws IOException, InterruptedException {
        BackupManifest manifest = from.manifest();
        String format = manifest.facts().getOrDefault("format", "");
        switch (format) {
            case "custom" -> custom();
            case "directory" -> directory(manifest);
            case "plain" -> plain();
            default -> throw bad("HF-PG-070", "it does not say in which known format its dump is", null);
        }
        if (manifest.artifact(Suffixes.GLOBALS).isPresent()) {
            try (InputStream in = from.artifact(Suffixes.GLOBALS)) {
                CopyingInput all = new CopyingInput(in, OutputStream.nullOutputStream());
                all.drain();
                PlainText.requireWholeGlobals(
                        all, (why, cause) -> bad("HF-PG-072", "its roles are not whole: " + why, cause));
            }
        }
        if (manifest.artifact(Suffixes.ROWS).isPresent()) {
            try (InputStream in = from.artifact(Suffixes.ROWS)) {
                RowCounts.read(in, table -> {});
            }
        }
        try (InputStream in = from.artifact(Suffixes.DATABASE)) {
            DatabaseRecord.read(in);
        }
    }

    private void plain() throws IOException {
        try (InputStream in = from.artifact(Suffixes.PLAIN)) {
            CopyingInput all = new CopyingInput(in, OutputStream.nullOutputStream());
            all.drain();
            PlainText.requireWhole(all, (why, cause) -> bad("HF-PG-072", "its dump is not whole: " + why, cause));
        }
    }

    private void custom() throws IOException, InterruptedException {
        Listing listing = new Listing();
        try (ToolRun run = tools().start(Tool.PG_RESTORE, null, List.of("--file=" + nowhere()), context);
                InputStream in = from.artifact(Suffixes.CUSTOM)) {
            Pipe pipe = new Pipe(run.input());
            CopyingInput copying = new CopyingInput(in, pipe);
            @Nullable IOException unreadable = listing.read(copying);
            copying.drain();
            pipe.close();
            run.output().transferTo(OutputStream.nullOutputStream());
            requireDecoded(run, run.finish(), unreadable);
        }
        listing.compare();
    }

    private void directory(BackupManifest manifest) throws IOException, InterruptedException {
        Listing listing = new Listing();
        try (Scratch scratch = context.scratch(manifest.originalBytes())) {
            Path directory = Files.createDirectory(scratch.directory().resolve("dump"));
            try (ArchiveReader archive = from.archive(Suffixes.DIRECTORY)) {
                for (Optional<ArchiveEntry> next = archive.next(); next.isPresent(); next = archive.next()) {
                    context.cancellation().check();
                    String name = next.get().name().display();
                    if (!DUMP_FILE.matcher(name).matches()) {
                        throw bad("HF-PG-070", "it holds a file that is not of a dump", null);
                    }
                    try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
                        archive.content().transferTo(out);
                    }
                }
            }
            @Nullable IOException unreadable;
            try (InputStream in = new BufferedInputStream(Files.newInputStream(directory.resolve("toc.dat")))) {
                unreadable = listing.read(in);
            }
            List<String> arguments = List.of("--format=directory", "--file=" + nowhere(), directory.toString());
            try (ToolRun run = tools().start(Tool.PG_RESTORE, null, arguments, context)) {
                run.output().transferTo(OutputStream.nullOutputStream());
                requireDecoded(run, run.finish(), unreadable);
            }
        }
        listing.compare();
    }

    private void requireDecoded(ToolRun run, CommandResult result, @Nullable IOException unreadable) {
        if (!result.isSuccess() || unreadable != null) {
            String said = result.errors().lines().findFirst().orElse("");
            throw bad(
                    "HF-PG-070",
                    "its dump cannot be decoded: " + run.tool().command() + " ended with exit code " + result.exitCode()
                            + (said.isEmpty() ? "" : ", saying " + said),
                    unreadable);
        }
    }

    private ClientTools tools() throws InterruptedException {
        String number = from.manifest().facts().getOrDefault("client-version-num", "");
        String text = from.manifest().facts().getOrDefault("client-version", number);
        int version;
        try {
            version = Integer.parseInt(number);
        } catch (NumberFormatException e) {
            version = NEWEST_DUMP;
        }
        return ClientTools.choose(new ClientChoice.Auto(), new ServerVersion(version, text), context);
    }

    private static String nowhere() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("windows");
        return windows ? "NUL" : "/dev/null";
    }

    private IntegrityException bad(String code, String why, @Nullable Exception cause) {
        return new IntegrityException(
                Failure.of(code, "backup " + from.manifest().id().value() + " is not good: " + why)
                        .hint("Use another backup, and take a new one."),
                cause);
    }

    /** Takes bytes for a tool; when the tool has ended early, the rest still has to be read for the backup's own digests. */
    private static final class Pipe extends OutputStream {
        private final OutputStream input;
        private boolean broken;

        Pipe(OutputStream input) {
            this.input = input;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (!broken) {
                try {
                    input.write(bytes, offset, length);
                } catch (IOException e) {
                    // Its exit code and its words say why.
                    broken = true;
                }
            }
        }

        @Override
        public void close() {
            try {
                input.close();
            } catch (IOException e) {
                broken = true;
            }
        }
    }

    /** The table of contents as it is in the dump, in a form that can be compared with the one that was kept. */
    private final class Listing {
        private final Digester digester = DigestAlgorithm.SHA256.digester();
        private long entries;
        private boolean known = true;

        @Nullable IOException read(InputStream in) {
            try {
                known = ArchiveHead.read(in, entry -> {
                            byte[] line = (entry.toString() + '\n').getBytes(StandardCharsets.UTF_8);
                            digester.update(line, 0, line.length);
                            entries++;
                        })
                        .isPresent();
                return null;
            } catch (IOException e) {
                return e;
            }
        }

        void compare() throws IOException {
            boolean kept = from.manifest().artifact(Suffixes.CONTENTS).isPresent();
            if (!kept && !known) {
                return;
            }
            if (!kept) {
                throw bad("HF-PG-071", "the table of contents was not kept", null);
            }
            Digester other = DigestAlgorithm.SHA256.digester();
            long[] lines = {0};
            try (InputStream in = from.artifact(Suffixes.CONTENTS)) {
                TableOfContents.read(in, entry -> {
                    byte[] line = (entry.toString() + '\n').getBytes(StandardCharsets.UTF_8);
                    other.update(line, 0, line.length);
                    lines[0]++;
                });
            }
            if (known && (entries != lines[0] || !digester.finish().equals(other.finish()))) {
                throw bad(
                        "HF-PG-071",
                        "the table of contents of its dump has " + entries + " entries, and is not the one of "
                                + lines[0] + " that was kept",
                        null);
            }
        }
    }
}
