package dev.holdfast.backup.sqlite.internal.restore;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.sqlite.internal.db.Access;
import dev.holdfast.backup.sqlite.internal.db.Checks;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import dev.holdfast.backup.sqlite.internal.dump.DumpLoader;
import dev.holdfast.backup.sqlite.internal.dump.SqlDump;
import dev.holdfast.backup.sqlite.internal.evidence.Facts;
import dev.holdfast.backup.sqlite.internal.evidence.RowCounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Makes a database file of a backup, and proves it complete. */
public final class Restored {

    private static final int BUFFER = 256 * 1024;

    private final BackupReader from;
    private final Facts facts;
    private final RunContext context;

    /**
     * Prepares.
     *
     * @param from the backup
     * @param context the run
     */
    public Restored(BackupReader from, RunContext context) {
        this.from = from;
        this.facts = Facts.of(from.manifest());
        this.context = context;
    }

    /** {@return what the backup says of itself} */
    public Facts facts() {
        return facts;
    }

    /**
     * Returns about how much room the file needs.
     *
     * @return bytes
     */
    public long bytes() {
        return bytes(from);
    }

    /** SQL text is shorter or longer than the database that it becomes. */
    static long bytes(BackupReader from) {
        long bytes = Facts.of(from.manifest()).bytes();
        return bytes < 0 ? from.manifest().originalBytes() : bytes;
    }

    /**
     * Makes the file, proves it and has it on the disk.
     *
     * @param to the new file; nothing is there
     * @param salvage whether to keep what can be read of a damaged backup, and report the rest
     * @throws IOException if it cannot be written
     */
    public void make(Path to, boolean salvage) throws IOException {
        context.progress().step("restoring " + facts.path().getFileName());
        context.progress().expect(from.manifest().originalBytes(), -1);
        // Nobody else reads it before it has its place and its permissions.
        Files.createFile(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        if (facts.sql()) {
            try (InputStream in = from.artifact(Facts.SQL_SUFFIX)) {
                DumpLoader.load(in, to, salvage, context);
                in.transferTo(OutputStream.nullOutputStream());
            }
            journal(to);
        } else {
            copy(to);
        }
        prove(to, salvage);
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void copy(Path to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = from.artifact(Facts.COPY_SUFFIX);
                OutputStream out = Files.newOutputStream(to, StandardOpenOption.WRITE)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                context.cancellation().check();
                out.write(buffer, 0, read);
            }
        }
    }

    /** SQL text does not say which journal the database used; the manifest does. */
    private void journal(Path to) {
        if (facts.wal()) {
            try (Database database = Database.open(to, Access.REPLACE, Failures.ofRestored(to), context)) {
                database.text("PRAGMA journal_mode=WAL");
            }
        }
    }

    /**
     * Proves a file complete: SQLite's check, the rows of each table, and for SQL text that it is the text of this database.
     *
     * @param file the file
     * @param salvage whether to report what is missing instead of failing
     * @throws IOException if the evidence cannot be read
     */
    public void prove(Path file, boolean salvage) throws IOException {
        context.progress().step("checking");
        try (Database database = Database.open(file, Access.FROZEN, Failures.ofRestored(file), context)) {
            Checks.Result result = Checks.run(database, false);
            if (!result.faults().isEmpty()) {
                throw database.failures().damaged(String.join("; ", result.faults()), null);
            }
            Optional<Artifact> evidence = from.manifest().artifact(RowCounts.SUFFIX);
            if (evidence.isPresent()) {
                try (InputStream in = from.artifact(RowCounts.SUFFIX)) {
                    RowCounts.read(in).require(RowCounts.of(database));
                }
            }
            compareText(database);
        } catch (IntegrityException e) {
            if (!salvage) {
                throw e;
            }
            context.problem(Problem.of(Severity.WARNING, e.failure()));
        }
    }

    /** The text of equal databases is equal, as long as one version of SQLite and of this library wrote both. */
    private void compareText(Database database) throws IOException {
        Optional<Artifact> text = from.manifest().artifact(Facts.SQL_SUFFIX);
        if (!facts.sql()
                || text.isEmpty()
                || !facts.form().equals(SqlDump.FORM)
                || !facts.library().equals(database.text("SELECT sqlite_version()"))) {
            return;
        }
        Digester digester = text.get().originalDigest().algorithm().digester();
        SqlDump.write(database, new DigestStream(digester), context);
        if (!digester.finish().equals(text.get().originalDigest())) {
            throw new IntegrityException(
                    Failure.of("HF-SQL-045", "the restored database is not equal to the one that was backed up")
                            .hint("Restore another backup, or look at this one with salvage to another file."));
        }
    }

    private static final class DigestStream extends OutputStream {
        private final Digester digester;

        DigestStream(Digester digester) {
            this.digester = digester;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            digester.update(bytes, offset, length);
        }
    }
}
