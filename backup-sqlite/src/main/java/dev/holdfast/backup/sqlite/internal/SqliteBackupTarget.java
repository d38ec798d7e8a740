package dev.holdfast.backup.sqlite.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.SizeEstimate;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.sqlite.internal.db.Access;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.DatabaseFile;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import dev.holdfast.backup.sqlite.internal.evidence.Facts;
import dev.holdfast.backup.sqlite.internal.restore.DatabasePreview;
import dev.holdfast.backup.sqlite.internal.restore.DirectRestore;
import dev.holdfast.backup.sqlite.internal.restore.Restored;
import dev.holdfast.backup.sqlite.internal.restore.StagedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** The opened target: hands each act to the class that does it. */
public final class SqliteBackupTarget implements BackupTarget, StagedRestore, Snapshots, SizeEstimate {

    private final TargetId id;
    private final Configuration configuration;
    private final StagedDatabase staged;

    /**
     * Makes the target.
     *
     * @param id its identity
     * @param settings the settings it came from, for undo records
     * @param configuration what they say
     */
    public SqliteBackupTarget(TargetId id, Settings settings, Configuration configuration) {
        this.id = id;
        this.configuration = configuration;
        this.staged = new StagedDatabase(id, settings);
    }

    /**
     * Proves that a backup becomes a whole database.
     *
     * @param from the backup
     * @param context the verification
     * @throws IOException if scratch fails
     */
    public static void verify(BackupReader from, RunContext context) throws IOException {
        Restored restored = new Restored(from, context);
        try (Scratch scratch = context.scratch(restored.bytes())) {
            restored.make(scratch.directory().resolve("restored.db"), false);
        }
    }

    @Override
    public TargetId id() {
        return id;
    }

    private Path source() {
        Path path = configuration.path();
        if (path == null) {
            throw new TargetException(Failure.of("HF-SQL-001", "target " + id.name() + " names no database file")
                    .hint("Give the database file as path.")
                    .with("target", id.name()));
        }
        return DatabaseFile.real(path);
    }

    @Override
    public Snapshot snapshot(RunContext context) throws Exception {
        return LiveCopy.take(configuration, source(), context);
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws Exception {
        try (Snapshot snapshot = snapshot(context)) {
            snapshot.capture(sink, context);
        }
    }

    @Override
    public List<Problem> check(RunContext context) throws Exception {
        Path live = source();
        try {
            DatabaseFile.require(live);
            try (Database database = Database.open(live, Access.LIVE, Failures.ofLive(live), context)) {
                database.hold(configuration.lockTimeout());
                LiveCopy.requireTables(configuration.requireTables(), database);
            }
            // Says so now if scratch has no room for the copy.
            context.scratch(DatabaseFile.scratch(live)).close();
            return List.of();
        } catch (TargetException e) {
            return List.of(Problem.of(
                    Severity.ERROR, DatabaseFile.explain(e, live, context).failure()));
        } catch (RefusedException e) {
            return List.of(Problem.of(Severity.ERROR, e.failure()));
        }
    }

    /** The pages of the file, and those that wait in the log; as text they are more or less than that, but not by much. */
    @Override
    public SourceSize estimate(RunContext context) {
        Path live = source();
        DatabaseFile.require(live);
        return new SourceSize(OptionalLong.of(DatabaseFile.room(live)), OptionalLong.empty());
    }

    /** Where a restore of this backup goes, unless another place is named. */
    private Path live(BackupReader from) {
        Path path = configuration.path();
        return DatabaseFile.real(path != null ? path : Facts.of(from.manifest()).path());
    }

    private Path place(BackupReader from, RestoreRequest how) {
        return how.way() == RestoreWay.TO
                ? DirectRestore.destination(Objects.requireNonNull(how.destination()), from)
                : live(from);
    }

    @Override
    public void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        switch (how.way()) {
            case TO -> DirectRestore.to(from, place(from, how), how, context);
            case IN_PLACE -> DirectRestore.inPlace(from, live(from), how, configuration.lockTimeout(), context);
            case STAGED ->
                throw new TargetException(Failure.of(
                        "HF-SQL-032", "a staged restore is done in two acts, stage and swap, and not in one"));
        }
    }

    @Override
    public RestorePreview preview(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        return DatabasePreview.of(from, place(from, how), how);
    }

    @Override
    public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        return staged.stage(from, live(from), how, context);
    }

    @Override
    public void swap(RestoredCopy copy, RunContext context) throws Exception {
        staged.swap(copy, context);
    }

    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        staged.undo(record, context);
    }

    @Override
    public void release(UndoRecord record, RunContext context) throws Exception {
        staged.release(record);
    }
}
