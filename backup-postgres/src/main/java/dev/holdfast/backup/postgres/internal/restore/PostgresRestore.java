package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.postgres.internal.client.ClientChoice;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.Credentials;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Restores of a database, in all ways.
 *
 * <p>A destination is the name of a database on the target's own server, or a URL ({@code postgresql://user@host:port/database}), which is
 * entered with the target's credentials, or with those that driver and tools find by themselves.
 */
public final class PostgresRestore {

    private static final int VERSION = 1;
    private static final String ACT = "act";
    private static final String STAGE = "stage";
    private static final String SWAP = "swap";
    private static final String DESTINATION = "destination";

    private final TargetId id;
    private final Settings settings;
    private final @Nullable ConnectionSettings connection;
    private final ClientChoice choice;
    private final ServerFactory factory;

    /** Makes the server of an act; another one in tests, which look at what is done or end in the middle of it. */
    @FunctionalInterface
    interface ServerFactory {
        RestoreServer make(
                ConnectionSettings settings, ClientChoice choice, ServerVersion dumpedBy, RunContext context);
    }

    /**
     * Makes the restores of a target.
     *
     * @param id the target
     * @param settings its settings, for undo records
     * @param connection where its database is, or {@code null} if it is known by its backups alone
     * @param choice where the tools are
     */
    public PostgresRestore(
            TargetId id, Settings settings, @Nullable ConnectionSettings connection, ClientChoice choice) {
        this(id, settings, connection, choice, ToolServer::new);
    }

    PostgresRestore(
            TargetId id,
            Settings settings,
            @Nullable ConnectionSettings connection,
            ClientChoice choice,
            ServerFactory factory) {
        this.id = id;
        this.settings = settings;
        this.connection = connection;
        this.choice = choice;
        this.factory = factory;
    }

    private record Place(RestoreServer server, String database) {}

    private Place place(@Nullable String destination, ServerVersion dumpedBy, RunContext context) {
        return place(destination, null, dumpedBy, context);
    }

    /** {@code live} is the name of the live database where it is known already: when it is asked for, it may be gone. */
    private Place place(
            @Nullable String destination, @Nullable String live, ServerVersion dumpedBy, RunContext context) {
        ConnectionSettings own = connection;
        if (destination != null && destination.contains("://")) {
            ConnectionSettings base = own == null
                    ? new ConnectionSettings(null, 0, null, null, new Credentials.None(), null, Map.of())
                    : own;
            return named(base.at(destination), dumpedBy, context, destination);
        }
        if (own == null) {
            throw new ConfigurationException(Failure.of(
                            "HF-PG-136",
                            "target " + id.name() + " is not configured, so there is no server to restore to")
                    .hint("Name the place as a URL: --to postgresql://USER@HOST/DATABASE, or configure the target."));
        }
        String named = destination != null ? destination : live;
        if (named == null && own.database() == null && own.service() != null) {
            named = ofService(own, context);
        }
        return named(named == null ? own : own.withDatabase(named), dumpedBy, context, "");
    }

    /** What a service says is known to driver and tools alone, so it is asked for there. */
    private static String ofService(ConnectionSettings own, RunContext context) {
        try (ServerConnection session = ServerConnection.open(own, context)) {
            return session.one("SELECT pg_catalog.current_database()", row -> row.getString(1));
        }
    }

    private Place named(ConnectionSettings place, ServerVersion dumpedBy, RunContext context, String destination) {
        RestoreServer server = factory.make(place, choice, dumpedBy, context);
        if (server.database().isEmpty()) {
            throw new ConfigurationException(Failure.of("HF-PG-136", "no database is named to restore to")
                    .hint("Add /DATABASE to the URL, or the setting database to the target.")
                    .with("destination", destination));
        }
        return new Place(server, server.database());
    }

    private static ServerVersion dumpedBy(BackupReader from) {
        Map<String, String> facts = from.manifest().facts();
        try {
            return new ServerVersion(
                    Integer.parseInt(facts.getOrDefault("client-version-num", "0")),
                    facts.getOrDefault("client-version", ""));
        } catch (NumberFormatException e) {
            return new ServerVersion(0, "");
        }
    }

    /**
     * Tells what a restore will do.
     *
     * @param from the backup
     * @param how where to and what of it
     * @param context the run
     * @return changes, obstacles, and what was seen
     */
    public RestorePreview preview(BackupReader from, RestoreRequest how, RunContext context)
            throws IOException, InterruptedException {
        return DatabaseRestore.told(
                "preview the restore", () -> preview(from, how, DumpContentReader.read(from), context));
    }

    private RestorePreview preview(BackupReader from, RestoreRequest how, DumpContent content, RunContext context)
            throws SQLException {
        Place place = place(how.destination(), dumpedBy(from), context);
        boolean live = how.way() == RestoreWay.TO
                && connection != null
                && place.server().location().equals(connection.display());
        return new RestorePreviewer(place.server(), content, RestoreTuning.of(how), live)
                .preview(from, how, place.database());
    }

    /**
     * Restores to another database, or over the live one.
     *
     * @param from the backup
     * @param how where to and what of it
     * @param context the run
     */
    public void restore(BackupReader from, RestoreRequest how, RunContext context)
            throws IOException, InterruptedException {
        DatabaseRestore.told("restore", () -> {
            DumpContent content = DumpContentReader.read(from);
            DatabaseRestore.requirePossible(preview(from, how, content, context).problems());
            Place place = place(how.destination(), dumpedBy(from), context);
            boolean over =
                    how.way() == RestoreWay.IN_PLACE || (how.onConflict() == ConflictRule.OVERWRITE && isThere(place));
            if (over) {
                over(from, content, how, place, context);
            } else {
                beside(from, content, how, place, context);
            }
            return true;
        });
    }

    private static boolean isThere(Place place) throws SQLException {
        try (ServerConnection maintenance = Maintenance.open(place.server(), place.database(), "holdfast")) {
            return DatabaseProfile.byName(maintenance.jdbc(), place.database()).isPresent();
        }
    }

    /** Over what is there, as one transaction: all of it or nothing. */
    private static void over(
            BackupReader from, DumpContent content, RestoreRequest how, Place place, RunContext context)
            throws SQLException, IOException, InterruptedException {
        RestoreTuning tuning = RestoreTuning.of(how);
        if (tuning.globals() != RestoreTuning.Globals.NO) {
            try (ServerConnection maintenance = Maintenance.open(place.server(), place.database(), "holdfast")) {
                new GlobalsRestore(maintenance.jdbc(), context).apply(from, tuning.globals());
            }
        }
        List<DumpContent.Table> expected = content.tables();
        try (DumpRestore dump = new DumpRestore(from, content, place.server(), context);
                EntrySelection selection = new EntrySelection(from, dump, how.only(), context)) {
            context.progress().step("restoring over " + place.database());
            DumpRestore.Way way = DumpRestore.Way.over(tuning);
            dump.into(place.database(), how.only().isEmpty() ? way : way.only(selection.alone()));
            if (!how.only().isEmpty()) {
                expected = expected.stream().filter(selection::has).toList();
            }
        }
        new Proof(place.server(), ServerConnection.APPLICATION, context)
                .requireNothingLost(place.database(), expected, how.only().isEmpty());
    }

    /** The database gets its name when it is whole: whoever looks before finds none of that name. */
    private void beside(BackupReader from, DumpContent content, RestoreRequest how, Place place, RunContext context)
            throws SQLException, IOException, InterruptedException {
        SwapNames names = SwapNames.of(place.database());
        make(from, content, how, place, names, context);
        try (ServerConnection maintenance = Maintenance.open(place.server(), names.live(), names.session())) {
            Connection session = maintenance.jdbc();
            DatabaseProfile copy = DatabaseProfile.byName(session, names.staged())
                    .orElseThrow(() -> RestoreFailures.noCopy(names.staged()));
            new Sessions(session, context).end(List.of(copy.oid()));
            Statements.run(
                    session,
                    "ALTER DATABASE " + Sql.identifier(names.staged()) + " RENAME TO " + Sql.identifier(names.live()));
        }
    }

    private void make(
            BackupReader from,
            DumpContent content,
            RestoreRequest how,
            Place place,
            SwapNames names,
            RunContext context)
            throws SQLException, IOException, InterruptedException {
        new DatabaseRestore(place.server(), context, RestoreTuning.of(how)).make(from, content, how, names, planned -> {
            Map<String, String> data = new HashMap<>(planned.toData(STAGE));
            if (how.destination() != null) {
                data.put(DESTINATION, how.destination());
            }
            context.undo(record(place, data));
        });
    }

    private UndoRecord record(Place place, Map<String, String> data) {
        return new UndoRecord(
                new ParticipantId(ParticipantId.Role.TARGET, id.name()),
                id.type(),
                settings,
                "database " + place.database() + " at " + place.server().location(),
                VERSION,
                data);
    }

    /**
     * Restores beside the live database and proves the copy complete.
     *
     * @param from the backup
     * @param how how
     * @param context the run
     * @return from the live database to its copy
     */
    public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context)
            throws IOException, InterruptedException {
        return DatabaseRestore.told("restore beside the live database", () -> {
            DumpContent content = DumpContentReader.read(from);
            DatabaseRestore.requirePossible(preview(from, how, content, context).problems());
            Place place = place(null, dumpedBy(from), context);
            SwapNames names = SwapNames.of(place.database());
            make(from, content, how, place, names, context);
            return new RestoredCopy(Map.of(names.live(), names.staged()));
        });
    }

    /**
     * Puts the copy in the place of the live database.
     *
     * @param copy what {@link #stage} returned
     * @param context the run
     */
    public void swap(RestoredCopy copy, RunContext context) throws IOException, InterruptedException {
        DatabaseRestore.told("swap the databases", () -> {
            for (Map.Entry<String, String> each : copy.places().entrySet()) {
                SwapNames names = SwapNames.of(each.getKey(), each.getValue());
                Place place = place(null, names.live(), new ServerVersion(0, ""), context);
                try (ServerConnection maintenance = Maintenance.open(place.server(), names.live(), names.session())) {
                    new DatabaseSwap(maintenance.jdbc(), context)
                            .swap(names, data -> context.undo(record(place, data)));
                }
            }
            return true;
        });
    }

    /**
     * Undoes what a record was written for.
     *
     * @param record the record
     * @param context the run
     */
    public void undo(UndoRecord record, RunContext context) throws IOException, InterruptedException {
        DatabaseRestore.told("undo the restore", () -> {
            SwapNames names = SwapNames.of(record);
            Place place = place(record.data().get(DESTINATION), names.live(), new ServerVersion(0, ""), context);
            if (SWAP.equals(record.data().get(ACT))) {
                try (ServerConnection maintenance = Maintenance.open(place.server(), names.live(), names.session())) {
                    new DatabaseSwap(maintenance.jdbc(), context).undo(record);
                }
            } else {
                DatabaseRestore.drop(place.server(), names, context);
            }
            return true;
        });
    }

    /**
     * Drops what was kept for the undo.
     *
     * @param record the record
     * @param context the run
     */
    public void release(UndoRecord record, RunContext context) throws IOException, InterruptedException {
        DatabaseRestore.told("drop the old database", () -> {
            SwapNames names = SwapNames.of(record);
            Place place = place(record.data().get(DESTINATION), names.live(), new ServerVersion(0, ""), context);
            try (ServerConnection maintenance = Maintenance.open(place.server(), names.live(), names.session())) {
                DatabaseSwap swap = new DatabaseSwap(maintenance.jdbc(), context);
                if (SWAP.equals(record.data().get(ACT))) {
                    swap.release(record);
                } else {
                    // It is the first to be released: what speaks against the end of the restore has to be said before
                    // anything is done.
                    swap.requireDroppable(names);
                    swap.drop(names.staged());
                }
            }
            return true;
        });
    }
}
