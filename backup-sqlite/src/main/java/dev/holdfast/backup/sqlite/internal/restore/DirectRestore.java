package dev.holdfast.backup.sqlite.internal.restore;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.sqlite.internal.db.Access;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import dev.holdfast.backup.sqlite.internal.db.OnlineCopy;
import dev.holdfast.backup.sqlite.internal.evidence.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Restores to another file, or into the live database. */
public final class DirectRestore {

    private DirectRestore() {}

    /**
     * Returns the file that a destination means.
     *
     * @param destination what the user named: a file, or a directory to put a file of the original name into
     * @param from the backup
     * @return the file, absolute
     */
    public static Path destination(String destination, BackupReader from) {
        Path place = Path.of(destination).toAbsolutePath().normalize();
        if (Files.isDirectory(place) || destination.endsWith("/")) {
            Path original = Facts.of(from.manifest()).path();
            return place.resolve(String.valueOf(original.getFileName()));
        }
        return place;
    }

    /**
     * Restores to another file.
     *
     * @param from the backup
     * @param place the file
     * @param how what was asked for
     * @param context the run
     * @throws IOException if it cannot be written
     */
    public static void to(BackupReader from, Path place, RestoreRequest how, RunContext context) throws IOException {
        Restored restored = new Restored(from, context);
        refuse(place, restored, how);
        if (Companions.isThere(place) && how.onConflict() == ConflictRule.SKIP) {
            context.problem(new Problem(
                    Severity.INFO,
                    "HF-SQL-030",
                    Failures.oneLine(place.toString()) + " is there already and was left as it is",
                    ""));
            return;
        }
        List<String> processes = Companions.isThere(place) ? OpenFiles.of(place) : List.of();
        if (!processes.isEmpty()) {
            throw new TargetException(StagedDatabase.inUse(place, processes));
        }
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        Path made = place.resolveSibling(
                ".holdfast-restore-" + UUID.randomUUID().toString().substring(0, 8));
        try {
            restored.make(made, how.salvage());
            Permissions.give(made, place, restored.facts().mode(), context);
            // What lies beside the file that is replaced would be taken for the new one's.
            Companions.remove(place);
            Files.move(made, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Companions.force(place);
        } finally {
            Companions.remove(made);
            Files.deleteIfExists(made);
        }
    }

    /**
     * Replaces the content of the live database in one transaction of its own.
     *
     * @param from the backup
     * @param live the live file
     * @param how what was asked for
     * @param patience how long to wait for locks
     * @param context the run
     * @throws IOException if scratch fails
     */
    public static void inPlace(BackupReader from, Path live, RestoreRequest how, Duration patience, RunContext context)
            throws IOException {
        Restored restored = new Restored(from, context);
        refuse(live, restored, how);
        if (!Companions.isThere(live)) {
            to(from, live, RestoreRequest.to(live.toString()), context);
            return;
        }
        try (Scratch scratch = context.scratch(restored.bytes())) {
            Path made = scratch.directory().resolve("restored.db");
            restored.make(made, how.salvage());
            context.progress().step("replacing " + live.getFileName());
            try (Database database = Database.open(live, Access.REPLACE, Failures.ofLive(live), context)) {
                requireEqualPages(database, made, context);
                OnlineCopy.replace(database, made, patience, context);
            } catch (TargetException e) {
                throw hinted(e);
            }
        }
    }

    /** A database with a write-ahead log cannot change the size of its pages. */
    private static void requireEqualPages(Database live, Path made, RunContext context) {
        long size = live.number("PRAGMA page_size");
        try (Database database = Database.open(made, Access.FROZEN, Failures.ofRestored(made), context)) {
            long wanted = database.number("PRAGMA page_size");
            if (size != wanted && live.text("PRAGMA journal_mode").equals("wal")) {
                throw new TargetException(Failure.of(
                                "HF-SQL-031",
                                "database " + live.failures().shown() + " has pages of " + size
                                        + " bytes and the backup has pages of " + wanted)
                        .hint("Restore staged: a database with a write-ahead log keeps its page size."));
            }
        }
    }

    private static TargetException hinted(TargetException e) {
        boolean damaged = List.of("HF-SQL-005", "HF-SQL-007").contains(e.code());
        return damaged
                ? new TargetException(
                        e.failure().hint("The live file is no database that could be written to: restore staged."), e)
                : e;
    }

    private static void refuse(Path place, Restored restored, RestoreRequest how) {
        for (Problem problem : DatabasePreview.obstacles(place, restored.bytes(), how)) {
            if (problem.severity() == Severity.ERROR) {
                throw new RefusedException(
                        Failure.of(problem.code(), problem.message()).hint(problem.hint()));
            }
        }
    }
}
