package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.UndoRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Puts a copy in the place of the live database, and back.
 *
 * <p>Which of the two has which name tells how far a swap came, and as both renames are one transaction there is nothing in between: the old
 * state or the new one. What is undone is told by the databases' numbers, which no rename changes.
 */
final class DatabaseSwap {

    private static final int ATTEMPTS = 10;
    private static final String OBJECT_IN_USE = "55006";

    private final Connection connection;
    private final RunContext context;
    private final Sessions sessions;

    /**
     * Makes a swap.
     *
     * @param connection a session in a third database
     * @param context the run
     */
    DatabaseSwap(Connection connection, RunContext context) {
        this.connection = connection;
        this.context = context;
        this.sessions = new Sessions(connection, context);
    }

    /**
     * Swaps.
     *
     * @param names who is who
     * @param record writes down the way back, given what it needs
     */
    void swap(SwapNames names, Consumer<Map<String, String>> record) throws SQLException, InterruptedException {
        DatabaseProfile copy = DatabaseProfile.byName(connection, names.staged())
                .orElseThrow(() -> RestoreFailures.noCopy(names.staged()));
        Optional<DatabaseProfile> live = DatabaseProfile.byName(connection, names.live());
        Map<String, String> data = new LinkedHashMap<>(names.toData("swap"));
        data.put("copyOid", Long.toString(copy.oid()));
        data.put("liveOid", Long.toString(live.map(DatabaseProfile::oid).orElse(0L)));
        data.put("open", Boolean.toString(live.map(DatabaseProfile::open).orElse(true)));
        if (live.isPresent()) {
            refuseIfBlocked(names.live());
            CarriedSettings.carry(connection, live.get(), names.staged());
        }
        record.accept(data);
        if (live.isPresent()) {
            sessions.open(names.live(), false);
        }
        sessions.open(names.staged(), false);
        List<String> renames = new ArrayList<>();
        live.ifPresent(old -> renames.add(rename(names.live(), names.old())));
        renames.add(rename(names.staged(), names.live()));
        renames.add(opening(names.live(), live.map(DatabaseProfile::open).orElse(true)));
        List<Long> both = new ArrayList<>(List.of(copy.oid()));
        live.ifPresent(old -> both.add(old.oid()));
        together(renames, both);
    }

    private void refuseIfBlocked(String database) throws SQLException {
        List<String> prepared = Sessions.prepared(connection, database);
        if (!prepared.isEmpty()) {
            throw new RefusedException(RestoreFailures.prepared(database, prepared));
        }
    }

    private static String rename(String from, String to) {
        return "ALTER DATABASE " + Sql.identifier(from) + " RENAME TO " + Sql.identifier(to);
    }

    private static String opening(String database, boolean open) {
        return "ALTER DATABASE " + Sql.identifier(database) + " ALLOW_CONNECTIONS " + open;
    }

    /** Runs commands in one transaction, once nobody is in the databases; whoever slipped in is ended and it is tried again. */
    private void together(List<String> commands, List<Long> databases) throws SQLException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            sessions.end(databases);
            connection.setAutoCommit(false);
            try {
                for (String command : commands) {
                    Statements.run(connection, command);
                }
                connection.commit();
                return;
            } catch (SQLException e) {
                rollBack(e);
                if (!OBJECT_IN_USE.equals(e.getSQLState()) || attempt == ATTEMPTS) {
                    throw e;
                }
            } finally {
                if (!connection.isClosed()) {
                    connection.setAutoCommit(true);
                }
            }
        }
    }

    private void rollBack(SQLException failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Brings the old state back, from whatever state there is. */
    void undo(UndoRecord record) throws SQLException, InterruptedException {
        SwapNames names = SwapNames.of(record);
        sessions.endNamed(names.session());
        long copyOid = number(record, "copyOid");
        long liveOid = number(record, "liveOid");
        boolean open = Boolean.parseBoolean(record.data().getOrDefault("open", "true"));
        Optional<DatabaseProfile> old = liveOid == 0 ? Optional.empty() : DatabaseProfile.byOid(connection, liveOid);
        Optional<DatabaseProfile> inPlace = DatabaseProfile.byName(connection, names.live());
        boolean copyInPlace =
                inPlace.filter(database -> database.oid() == copyOid).isPresent();
        if (old.isPresent() && old.get().name().equals(names.live())) {
            // Not swapped, or swapped back before: only the fence can be left.
            if (old.get().open() != open) {
                sessions.open(names.live(), open);
            }
            return;
        }
        if (liveOid == 0 && !copyInPlace) {
            return;
        }
        if (liveOid != 0 && old.isEmpty()) {
            throw RestoreFailures.oldIsGone(names.live(), names.old());
        }
        List<String> commands = new ArrayList<>();
        List<Long> databases = new ArrayList<>();
        if (inPlace.isPresent()) {
            refuseIfBlocked(names.live());
            sessions.open(names.live(), false);
            databases.add(inPlace.get().oid());
            if (copyInPlace) {
                commands.add(rename(names.live(), names.staged()));
            } else {
                String aside = aside(names, inPlace.get());
                commands.add(rename(names.live(), aside));
                commands.add(opening(aside, inPlace.get().open()));
            }
        }
        if (old.isPresent()) {
            databases.add(old.get().oid());
            commands.add(rename(old.get().name(), names.live()));
            commands.add(opening(names.live(), open));
        }
        together(commands, databases);
    }

    /** Another database took the name: nothing of it is lost. */
    private String aside(SwapNames names, DatabaseProfile other) {
        String aside = Statements.shortened(names.live(), 24) + "_holdfast_aside_" + names.id();
        context.problem(new Problem(
                Severity.WARNING,
                "HF-PG-121",
                "another database took the place of " + other.name() + "; it is now " + aside,
                "Look at it and drop it."));
        return aside;
    }

    private static long number(UndoRecord record, String name) {
        return Long.parseLong(record.data().getOrDefault(name, "0"));
    }

    /**
     * Refuses to drop the old database while something is in it that would be lost in silence.
     *
     * @param names who is who
     * @throws RefusedException {@code HF-PG-120}
     */
    void requireDroppable(SwapNames names) throws SQLException {
        List<String> slots = Sessions.slots(connection, names.old());
        List<String> subscriptions = Sessions.subscriptions(connection, names.old());
        if (!slots.isEmpty() || !subscriptions.isEmpty()) {
            throw new RefusedException(RestoreFailures.stillReplicates(names.old(), slots, subscriptions));
        }
        refuseIfBlocked(names.old());
    }

    /** Drops the old database; nothing is left to do if it is gone. */
    void release(UndoRecord record) throws SQLException, InterruptedException {
        SwapNames names = SwapNames.of(record);
        requireDroppable(names);
        drop(names.old());
    }

    /** Drops a database if it is there, whoever is in it. */
    void drop(String database) throws SQLException, InterruptedException {
        Optional<DatabaseProfile> there = DatabaseProfile.byName(connection, database);
        if (there.isEmpty()) {
            return;
        }
        if (there.get().template()) {
            Statements.run(connection, "ALTER DATABASE " + Sql.identifier(database) + " IS_TEMPLATE false");
        }
        sessions.open(database, false);
        for (int attempt = 1; ; attempt++) {
            sessions.end(List.of(there.get().oid()));
            try {
                Statements.run(connection, "DROP DATABASE IF EXISTS " + Sql.identifier(database));
                return;
            } catch (SQLException e) {
                if (!OBJECT_IN_USE.equals(e.getSQLState()) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
