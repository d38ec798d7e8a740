package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.Pooler;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import dev.holdfast.backup.postgres.internal.settings.TableSelection;
import dev.holdfast.backup.spi.RunContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a moment of a database still: a session with a lock on every table that will be dumped, and with the snapshot that the dump is told to
 * use.
 *
 * <p>The order matters. TRUNCATE and the rewriting forms of ALTER TABLE do not heed snapshots: done between the export and the dump's own locks
 * they would leave a dump without rows and without an error. So the locks come first, and then the transaction's first query, which is what
 * makes its snapshot; what was created in between is seen by the snapshot and not locked, and then all of it begins again.
 */
public final class SnapshotExporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotExporter.class);
    private static final int ATTEMPTS = 10;
    private static final int LOCKS_PER_STATEMENT = 200;
    private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;

    private final ServerConnection connection;
    private final ServerVersion version;
    private final String snapshot;
    private final List<DumpedTable> tables;

    private SnapshotExporter(
            ServerConnection connection, ServerVersion version, String snapshot, List<DumpedTable> tables) {
        this.connection = connection;
        this.version = version;
        this.snapshot = snapshot;
        this.tables = tables;
    }

    /**
     * Takes the locks, then the snapshot.
     *
     * @param settings the database
     * @param selection which tables are dumped
     * @param lockTimeout how long to wait for a table that others have locked
     * @param context the run
     * @return the moment, held until it is closed
     * @throws TargetException {@code HF-PG-043} if a pooler is in between, {@code HF-PG-053} if a table stays locked, {@code HF-PG-064} if tables
     *     come and go too fast
     */
    public static SnapshotExporter open(
            ConnectionSettings settings, TableSelection selection, Duration lockTimeout, RunContext context) {
        ServerConnection connection = ServerConnection.open(settings, context);
        try {
            Pooler.refuse(connection, settings, context);
            ServerVersion version = connection.version();
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                List<DumpedTable> wanted = DumpedTable.list(connection, selection);
                begin(connection, version, lockTimeout);
                if (!lock(connection, wanted)) {
                    continue;
                }
                String snapshot = connection.one("SELECT pg_catalog.pg_export_snapshot()", row -> row.getString(1));
                List<DumpedTable> seen = DumpedTable.list(connection, selection);
                if (oids(wanted).containsAll(oids(seen))) {
                    LOG.debug("snapshot {} of {} tables", snapshot, seen.size());
                    return new SnapshotExporter(connection, version, snapshot, seen);
                }
                connection.execute("ROLLBACK");
            }
            throw new TargetException(Failure.of(
                            "HF-PG-064", "tables of " + settings.display() + " come and go too fast to hold them still")
                    .hint("Leave out the tables that are made and dropped all the time, with exclude-tables.")
                    .retry(RetryStatus.LATER));
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** None of this is a query, so that none of it takes the snapshot. */
    private static void begin(ServerConnection connection, ServerVersion version, Duration lockTimeout) {
        connection.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        connection.execute("SET LOCAL statement_timeout = 0");
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        if (version.major() >= FIRST_WITH_TRANSACTION_TIMEOUT) {
            connection.execute("SET LOCAL transaction_timeout = 0");
        }
        connection.execute("SET LOCAL row_security = off");
        connection.execute("SET LOCAL lock_timeout = " + lockTimeout.toMillis());
    }

    /** {@return whether all are locked; false if one was dropped meanwhile, and the transaction is over} */
    private static boolean lock(ServerConnection connection, List<DumpedTable> tables) {
        try {
            for (int from = 0; from < tables.size(); from += LOCKS_PER_STATEMENT) {
                String names = tables.subList(from, Math.min(from + LOCKS_PER_STATEMENT, tables.size())).stream()
                        .map(table -> "ONLY " + table.sql())
                        .collect(Collectors.joining(", "));
                connection.execute("LOCK TABLE " + names + " IN ACCESS SHARE MODE");
            }
            return true;
        } catch (TargetException e) {
            String state = e.context().getOrDefault("sqlstate", "");
            if (state.equals("42P01") || state.equals("3F000")) {
                connection.execute("ROLLBACK");
                return false;
            }
            throw e;
        }
    }

    private static Set<Long> oids(List<DumpedTable> tables) {
        Set<Long> oids = new HashSet<>();
        tables.forEach(table -> oids.add(table.oid()));
        return oids;
    }

    /** {@return the session, in the transaction that sees the snapshot} */
    public ServerConnection connection() {
        return connection;
    }

    /** {@return the server's version} */
    public ServerVersion version() {
        return version;
    }

    /** {@return the name of the snapshot, for {@code --snapshot}} */
    public String snapshot() {
        return snapshot;
    }

    /** {@return the tables that the snapshot sees, all of them locked} */
    public List<DumpedTable> tables() {
        return new ArrayList<>(tables);
    }

    /** Gives locks and snapshot up. */
    @Override
    public void close() {
        connection.close();
    }
}
