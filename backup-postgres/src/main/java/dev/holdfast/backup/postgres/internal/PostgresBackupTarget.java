package dev.holdfast.backup.postgres.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.postgres.internal.check.Checks;
import dev.holdfast.backup.postgres.internal.client.ClientChoice;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerAddresses;
import dev.holdfast.backup.postgres.internal.connect.SourcePlace;
import dev.holdfast.backup.postgres.internal.dump.Capture;
import dev.holdfast.backup.postgres.internal.dump.DumpSize;
import dev.holdfast.backup.postgres.internal.dump.Moment;
import dev.holdfast.backup.postgres.internal.dump.SnapshotExporter;
import dev.holdfast.backup.postgres.internal.restore.PostgresRestore;
import dev.holdfast.backup.postgres.internal.restore.RestoreReadiness;
import dev.holdfast.backup.postgres.internal.restore.RestoreTuning;
import dev.holdfast.backup.postgres.internal.settings.TargetSettings;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.NeededService;
import dev.holdfast.backup.spi.NeedsServices;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.SizeEstimate;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.TunedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The opened target: hands each act to the class that does it. */
public final class PostgresBackupTarget
        implements BackupTarget, Snapshots, StagedRestore, TunedRestore, SizeEstimate, NeedsServices {

    private final TargetId id;
    private final Settings settings;
    private final TargetSettings read;
    private final @Nullable DataSource source;

    /**
     * Makes the target.
     *
     * @param id its identity
     * @param settings the settings it came from, for undo records
     * @param read what they say
     * @param source the host's connections, or {@code null}
     */
    public PostgresBackupTarget(TargetId id, Settings settings, TargetSettings read, @Nullable DataSource source) {
        this.id = id;
        this.settings = settings;
        this.read = read;
        this.source = source;
    }

    /**
     * Makes a target that only restores, to a place that a restore names.
     *
     * @param id its identity
     * @return the target
     */
    public static PostgresBackupTarget forRestore(TargetId id) {
        return new PostgresBackupTarget(id, Settings.none(), TargetSettings.of(Settings.none()), null);
    }

    @Override
    public TargetId id() {
        return id;
    }

    /** {@return the settings it came from} */
    public Settings settings() {
        return settings;
    }

    private ConnectionSettings connection(RunContext context) {
        if (read.hasPlace()) {
            return read.connection();
        }
        if (source != null) {
            return SourcePlace.of(source, read.connection(), context);
        }
        throw new TargetException(Failure.of("HF-PG-006", "target " + id.name() + " does not say where its database is")
                .hint("Give it a url, or restore to a place with --to URL."));
    }

    @Override
    public List<Problem> check(RunContext context) throws Exception {
        return new Checks(read, connection(context), source, List.of(new RestoreReadiness())).run(context);
    }

    @Override
    public void capture(BackupSink sink, RunContext context) throws Exception {
        ConnectionSettings connection = connection(context);
        try (Moment moment = Moment.movable(() -> export(connection, context))) {
            new Capture(read, connection, moment, sink, context).run();
        }
    }

    @Override
    public Snapshot snapshot(RunContext context) {
        ConnectionSettings connection = connection(context);
        SnapshotExporter exporter = export(connection, context);
        return new Snapshot() {
            @Override
            public void capture(BackupSink sink, RunContext during) throws Exception {
                new Capture(read, connection, Moment.fixed(exporter), sink, during).run();
            }

            @Override
            public void close() {
                exporter.close();
            }
        };
    }

    @Override
    public SourceSize estimate(RunContext context) {
        return DumpSize.estimate(connection(context), read.tables(), context);
    }

    @Override
    public List<NeededService> neededServices(RunContext context) {
        List<NeededService> services = new ArrayList<>(ServerAddresses.of(connection(context)));
        if (read.client() instanceof ClientChoice.Docker tools) {
            services.add(new NeededService.InContainer(tools.container()));
        }
        return services;
    }

    private SnapshotExporter export(ConnectionSettings connection, RunContext context) {
        return SnapshotExporter.open(connection, read.tables(), read.lockTimeout(), context);
    }

    @Override
    public List<Setting> restoreOptions() {
        return RestoreTuning.OPTIONS;
    }

    private PostgresRestore restores(RunContext context) {
        boolean known = read.hasPlace() || source != null;
        ConnectionSettings place = known ? connection(context) : null;
        // Records outlive the host's connections, so they say where these lead.
        Settings recorded =
                place == null || read.hasPlace() ? settings : settings.with(ConnectionSettings.URL, place.jdbcUrl());
        return new PostgresRestore(id, recorded, place, read.client());
    }

    @Override
    public RestorePreview preview(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        return restores(context).preview(from, how, context);
    }

    @Override
    public void restore(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        restores(context).restore(from, how, context);
    }

    @Override
    public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        return restores(context).stage(from, how, context);
    }

    @Override
    public void swap(RestoredCopy copy, RunContext context) throws Exception {
        restores(context).swap(copy, context);
    }

    /** A snapshot is a session, which ends with its process: only restores leave something to undo. */
    @Override
    public void undo(UndoRecord record, RunContext context) throws Exception {
        restores(context).undo(record, context);
    }

    @Override
    public void release(UndoRecord record, RunContext context) throws Exception {
        restores(context).release(record, context);
    }
}
