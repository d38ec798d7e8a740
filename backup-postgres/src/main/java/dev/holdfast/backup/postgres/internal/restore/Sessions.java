package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The sessions in a database: kept out, counted, ended. All of it is done from a session in another database. */
final class Sessions {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Connection connection;
    private final RunContext context;

    Sessions(Connection connection, RunContext context) {
        this.connection = connection;
        this.context = context;
    }

    /** Lets nobody in any more, or everybody again; superusers too, whom a connection limit would let in. */
    void open(String database, boolean open) throws SQLException {
        Statements.run(connection, "ALTER DATABASE " + Sql.identifier(database) + " ALLOW_CONNECTIONS " + open);
    }

    /**
     * Ends all sessions in databases.
     *
     * @param databases the databases by number, which take no new sessions
     * @throws dev.holdfast.backup.TargetException {@code HF-PG-112} if one may not be ended, {@code HF-PG-113} if one does not end
     */
    void end(List<Long> databases) throws SQLException, InterruptedException {
        Deadline deadline = context.deadline().orAfter(PATIENCE);
        List<Long> left = in(databases);
        while (!left.isEmpty()) {
            for (long session : left) {
                terminate(session);
            }
            if (deadline.isOver()) {
                throw RestoreFailures.sessionsStay(left.size());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            context.cancellation().check();
            left = in(databases);
        }
    }

    private List<Long> in(List<Long> databases) throws SQLException {
        // Autovacuum gives way by itself as soon as a rename or drop asks for it.
        return Statements.list(
                connection,
                "SELECT pid FROM pg_stat_activity WHERE datid = ANY (?::oid[]) AND pid <> pg_backend_pid()"
                        + " AND coalesce(backend_type, '') <> 'autovacuum worker'",
                row -> row.getLong(1),
                array(databases));
    }

    private static String array(List<Long> oids) {
        return "{"
                + String.join(",", oids.stream().map(oid -> Long.toString(oid)).toList()) + "}";
    }

    private void terminate(long session) throws SQLException {
        try {
            Statements.is(connection, "SELECT pg_terminate_backend(?::int)", session);
        } catch (SQLException e) {
            if (RestoreFailures.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw RestoreFailures.sessionStays(session, e);
            }
            throw e;
        }
    }

    /**
     * Ends what earlier processes of a restore left at work: a killed client's command goes on in the server until it is done.
     *
     * @param session the name by which the restore's sessions call themselves
     */
    void endNamed(String session) throws SQLException, InterruptedException {
        Deadline deadline = context.deadline().orAfter(PATIENCE);
        List<Long> left = named(session);
        while (!left.isEmpty()) {
            for (long each : left) {
                terminate(each);
            }
            if (deadline.isOver()) {
                throw RestoreFailures.sessionsStay(left.size());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            left = named(session);
        }
    }

    private List<Long> named(String session) throws SQLException {
        return Statements.list(
                connection,
                "SELECT pid FROM pg_stat_activity WHERE application_name = ? AND pid <> pg_backend_pid()",
                row -> row.getLong(1),
                session);
    }

    /** Returns the transactions that are prepared in a database: they have no session, and yet stand in the way of a rename. */
    static List<String> prepared(Connection connection, String database) throws SQLException {
        return Statements.texts(
                connection, "SELECT gid FROM pg_prepared_xacts WHERE database = ? ORDER BY gid", database);
    }

    /** Returns the logical replication slots of a database. */
    static List<String> slots(Connection connection, String database) throws SQLException {
        return Statements.texts(
                connection,
                "SELECT slot_name FROM pg_replication_slots WHERE database = ? ORDER BY slot_name",
                database);
    }

    /** Returns the subscriptions of a database. */
    static List<String> subscriptions(Connection connection, String database) throws SQLException {
        return Statements.texts(
                connection,
                "SELECT s.subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = ?"
                        + " ORDER BY s.subname",
                database);
    }
}
