package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.RunContext;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Who stands between a client and the server, and lends the server's processes to its clients.
 *
 * <p>What gives a pooler away is the number of the process: the one that a client is told at its login is the pooler's invention, the one that the
 * server tells is real. What it lends for is seen by a second client: a process that two clients get in turn is lent by transaction.
 */
public enum Pooler {
    /** Nobody is in between, as far as can be told. */
    NONE,
    /** Each client has a process of the server until it leaves. */
    BY_SESSION,
    /**
     * Each transaction, or each statement, may have another process. Settings of a session then reach whoever comes next: the tools would read without
     * those that they made, such as the one that rows must not be hidden, and the application would get them.
     */
    BY_TRANSACTION;

    /** The code with which work through a pooler by transaction is refused. */
    public static final String REFUSED = "HF-PG-043";

    private static final String PROTOCOL_VIOLATION = "08P01";

    /**
     * Finds out.
     *
     * @param connection a session of the driver, in autocommit
     * @param settings how another one is opened
     * @param context the run
     * @return who is in between
     * @throws TargetException if the second session cannot be opened
     */
    public static Pooler between(ServerConnection connection, ConnectionSettings settings, RunContext context) {
        int real = connection.processId();
        if (told(connection) == real) {
            return NONE;
        }
        try (ServerConnection other = ServerConnection.open(settings, context)) {
            // Its transaction keeps the process that it gets: if that is the one we had a moment ago, it was never
            // ours.
            other.execute("BEGIN");
            if (other.processId() == real || connection.processId() != real) {
                return BY_TRANSACTION;
            }
            other.execute("ROLLBACK");
            return BY_SESSION;
        } catch (TargetException e) {
            // Who lends by statement takes no transactions.
            if (PROTOCOL_VIOLATION.equals(e.context().get("sqlstate"))) {
                return BY_TRANSACTION;
            }
            throw e;
        }
    }

    private static int told(ServerConnection connection) {
        try {
            return connection.jdbc().unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw SqlFailures.of(e, connection.place(), "");
        }
    }

    /**
     * Refuses to go on where sessions do not hold.
     *
     * @param connection a session of the driver, in autocommit
     * @param settings how another one is opened
     * @param context the run
     * @throws TargetException {@code HF-PG-043} if a pooler lends by transaction
     */
    public static void refuse(ServerConnection connection, ConnectionSettings settings, RunContext context) {
        if (between(connection, settings, context) == BY_TRANSACTION) {
            throw new TargetException(byTransaction(settings));
        }
    }

    /**
     * Tells what is wrong with a pooler that lends by transaction.
     *
     * @param settings the place
     * @return the failure
     */
    public static Failure byTransaction(ConnectionSettings settings) {
        return Failure.of(
                        REFUSED,
                        "the pooler at " + settings.display()
                                + " gives each transaction another session, which no dump and no restore can be made by")
                .hint("Give host and port of the server itself, or of a pool by session (pool_mode = session).");
    }
}
