package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a new database of a dump and proves it complete. */
final class DatabaseRestore {

    private final RestoreServer server;
    private final RunContext context;
    private final RestoreTuning tuning;

    DatabaseRestore(RestoreServer server, RunContext context, RestoreTuning tuning) {
        this.server = server;
        this.context = context;
        this.tuning = tuning;
    }

    /**
     * Makes the copy.
     *
     * @param from the backup
     * @param content what it tells of its dump
     * @param how what of it
     * @param names how the copy is called
     * @param record writes down the way back
     */
    void make(BackupReader from, DumpContent content, RestoreRequest how, SwapNames names, Consumer<SwapNames> record)
            throws SQLException, IOException, InterruptedException {
        try (ServerConnection maintenance = Maintenance.open(server, names.live(), names.session())) {
            Connection connection = maintenance.jdbc();
            if (tuning.globals() != RestoreTuning.Globals.NO) {
                new GlobalsRestore(connection, context).apply(from, tuning.globals());
            }
            DatabaseProfile profile = profile(connection, content, names.live());
            record.accept(names);
            context.progress().step("creating " + names.staged());
            Statements.run(connection, profile.creation(names.staged()));
        }
        fill(from, content, how, names);
        try (ServerConnection maintenance = Maintenance.open(server, names.live(), names.session())) {
            Optional<DatabaseProfile> live = DatabaseProfile.byName(maintenance.jdbc(), names.live());
            if (live.isPresent()) {
                // Tried here, where a failure costs nothing; done again right before the swap.
                CarriedSettings.carry(maintenance.jdbc(), live.get(), names.staged());
            }
        }
    }

    /** What the new database will be: the text as the backup had it, all else as the live one has it. */
    private DatabaseProfile profile(Connection connection, DumpContent content, String liveName) throws SQLException {
        Optional<DatabaseProfile> live = DatabaseProfile.byName(connection, liveName);
        DatabaseProfile then = content.profile().or(() -> live).orElseGet(() -> template(connection));
        if (live.isPresent()) {
            return then.ownedBy(live.get().owner()).in(live.get().tablespace());
        }
        boolean owner = !tuning.noOwner()
                && Statements.is(connection, "SELECT count(*) > 0 FROM pg_roles WHERE rolname = ?", then.owner());
        boolean place = !tuning.noTablespaces()
                && Statements.texts(connection, RestorePreviewer.TABLESPACES).contains(then.tablespace());
        return then.ownedBy(owner ? then.owner() : "").in(place ? then.tablespace() : "");
    }

    private static DatabaseProfile template(Connection connection) {
        try {
            return DatabaseProfile.byName(connection, "template0").orElseThrow().ownedBy("");
        } catch (SQLException e) {
            throw RestoreFailures.ofSql("read the properties of template0", e);
        }
    }

    private void fill(BackupReader from, DumpContent content, RestoreRequest how, SwapNames names)
            throws SQLException, IOException, InterruptedException {
        List<DumpContent.Table> expected = content.tables();
        try (DumpRestore dump = new DumpRestore(from, content, server, context);
                EntrySelection selection = new EntrySelection(from, dump, how.only(), context)) {
            int jobs = tuning.jobs() > 0 ? tuning.jobs() : context.parallelism();
            DumpRestore.Way way = DumpRestore.Way.into(tuning, jobs);
            if (!how.only().isEmpty()) {
                way = way.only(selection.withWhatItNeeds());
                expected = expected.stream().filter(selection::has).toList();
            }
            if (how.salvage()) {
                new Salvage(dump, selection, server, names, context).into(names.staged(), way, expected);
                prove(names, expected, true);
                return;
            }
            context.progress().step("restoring " + names.staged());
            dump.into(names.staged(), way);
            if (how.way() == RestoreWay.STAGED && dump.hasParts()) {
                settingsOfLost(dump, selection, names);
            }
        }
        prove(names, expected, false);
    }

    /** A live database gives its settings to the copy; one that is gone has left them in its dump. */
    private void settingsOfLost(DumpRestore dump, EntrySelection selection, SwapNames names)
            throws SQLException, IOException, InterruptedException {
        try (ServerConnection maintenance = Maintenance.open(server, names.live(), names.session())) {
            if (DatabaseProfile.byName(maintenance.jdbc(), names.live()).isEmpty()) {
                DumpedSettings.carry(dump, selection, tuning, maintenance.jdbc(), names.staged());
            }
        }
    }

    private void prove(SwapNames names, List<DumpContent.Table> expected, boolean salvage)
            throws SQLException, InterruptedException {
        List<Proof.Difference> differences =
                new Proof(server, names.session(), context).differences(names.staged(), expected);
        if (!salvage && !differences.isEmpty()) {
            throw Proof.incomplete(differences);
        }
        differences.stream()
                .limit(Salvage.MOST_TOLD)
                .forEach(difference -> context.problem(Salvage.lost(difference.text())));
        if (!salvage && !expected.stream().allMatch(DumpContent.Table::exact)) {
            context.problem(new Problem(
                    Severity.INFO,
                    "HF-PG-128",
                    "the backup has no counted rows, so the copy is proven by its tables alone",
                    "Set count-rows: all on the target to have rows compared."));
        }
    }

    /** Refuses what a preview found to stand against a restore. */
    static void requirePossible(List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.severity() == Severity.ERROR) {
                throw new RefusedException(new dev.holdfast.backup.Failure(
                        problem.code(),
                        problem.message(),
                        problem.hint(),
                        problem.context(),
                        dev.holdfast.backup.RetryStatus.NEVER));
            }
        }
    }

    /**
     * Drops a copy, whatever state it is in.
     *
     * @param server the server
     * @param names how it is called
     * @param context the run
     */
    static void drop(RestoreServer server, SwapNames names, RunContext context)
            throws SQLException, InterruptedException {
        try (ServerConnection maintenance = Maintenance.open(server, names.live(), names.session())) {
            Connection connection = maintenance.jdbc();
            new Sessions(connection, context).endNamed(names.session());
            if (!Sessions.subscriptions(connection, names.staged()).isEmpty()) {
                unsubscribe(server, names, connection, context);
            }
            new DatabaseSwap(connection, context).drop(names.staged());
        }
    }

    /** A database with subscriptions cannot be dropped; those of a copy lead to slots that are the live one's, which must stay. */
    private static void unsubscribe(RestoreServer server, SwapNames names, Connection connection, RunContext context)
            throws SQLException {
        new Sessions(connection, context).open(names.staged(), true);
        try (ServerConnection inside = server.open(names.staged(), names.session())) {
            for (String subscription : Sessions.subscriptions(connection, names.staged())) {
                String name = Sql.identifier(subscription);
                Statements.run(inside.jdbc(), "ALTER SUBSCRIPTION " + name + " DISABLE");
                Statements.run(inside.jdbc(), "ALTER SUBSCRIPTION " + name + " SET (slot_name = NONE)");
                Statements.run(inside.jdbc(), "DROP SUBSCRIPTION " + name);
            }
        }
    }

    /** Gives an act's database errors their codes. */
    static <T> T told(String what, Act<T> act) throws IOException, InterruptedException {
        try {
            return act.run();
        } catch (SQLException e) {
            throw RestoreFailures.ofSql(what, e);
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw new TargetException(
                    dev.holdfast.backup.Failure.of("HF-PG-132", "cannot " + what + ": " + e.getMessage())
                            .hint("Look at the tools on this machine and at the space in the state directory."),
                    e);
        }
    }

    /**
     * An act on a server.
     *
     * @param <T> its result
     */
    interface Act<T> {
        T run() throws SQLException, IOException, InterruptedException;
    }
}
