package dev.holdfast.backup.scheduler.internal.db;

import dev.holdfast.backup.spi.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Brings the tables of a database up to date.
 *
 * <p>Flyway takes most of a second only to look, so it is asked only where a query of ours finds that something is to be done. It accepts tables
 * of later versions by default; these are refused here, since rows would be written that the later program does not expect.
 */
public final class Migrations {

    /** The scripts, in their order; the number in the name is the version. */
    private static final List<String> SCRIPTS = List.of(
            "V1__schedules_and_history.sql", "V2__removals_and_kinds.sql", "V3__history_by_target_and_kind.sql");

    private static final String TABLE = "holdfast_schema_history";
    private static final int UNFINISHED = -1;
    private static final int ATTEMPTS = 6;
    private static final long PAUSE_MILLIS = 200;

    private final Connections connections;
    private final Path lockFile;
    private final Duration patience;
    private final List<String> scripts;

    /**
     * Prepares the work.
     *
     * @param connections to the database
     * @param stateDirectory where this host's processes agree who does it; SQLite has no lock that Flyway would use
     * @param patience how long to wait for another process
     */
    public Migrations(Connections connections, Path stateDirectory, Duration patience) {
        this(connections, stateDirectory, patience, SCRIPTS.size());
    }

    /** Up to an earlier version, to see what becomes of a database of that. */
    Migrations(Connections connections, Path stateDirectory, Duration patience, int version) {
        this.connections = connections;
        this.lockFile = stateDirectory.resolve("schema.lock");
        this.patience = patience;
        this.scripts = SCRIPTS.subList(0, version);
    }

    /**
     * Brings the tables up to date; if they are, that is one query.
     *
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-HIS-001} to {@code HF-HIS-003}, {@code HF-HIS-005}
     * @throws InterruptedException if this thread is interrupted while it waits for another process
     */
    public void bringUpToDate() throws InterruptedException {
        if (isUpToDate()) {
            return;
        }
        if (connections.dialect() == Dialect.POSTGRESQL) {
            migrateBesideOthers();
            return;
        }
        try (FileChannel channel = PrivateFiles.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel);
            if (!isUpToDate()) {
                migrate();
            }
        } catch (IOException | FlywayException e) {
            throw DatabaseFaults.migration(connections.place(), e);
        }
    }

    /**
     * Flyway holds a lock of the server's while it migrates, but not yet while it makes its own table: of several nodes that begin at once on an
     * empty database, some fail there. What they wanted is done by another then. A lock of ours would need one more connection than a host's small
     * pool may have.
     */
    private void migrateBesideOthers() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                migrate();
                return;
            } catch (FlywayValidateException e) {
                throw DatabaseFaults.migration(connections.place(), e);
            } catch (FlywayException e) {
                if (isUpToDate()) {
                    return;
                }
                if (attempt == ATTEMPTS) {
                    throw DatabaseFaults.migration(connections.place(), e);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * attempt);
            }
        }
    }

    private void lock(FileChannel channel) throws IOException, InterruptedException {
        Deadline deadline = Deadline.after(patience);
        while (true) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return;
                }
            } catch (OverlappingFileLockException e) {
                // Another thread of this process is at it.
            }
            if (deadline.isOver()) {
                throw new IOException("another process is at it, and holds " + lockFile);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean isUpToDate() {
        int found;
        try (Connection connection = connections.plain().getConnection()) {
            requireProduct(connection.getMetaData());
            found = version(connection);
            if (found == 0) {
                requireRight(connection);
            }
        } catch (SQLException e) {
            throw DatabaseFaults.away(connections.place(), e);
        }
        if (found > scripts.size()) {
            throw DatabaseFaults.newer(connections.place(), found, scripts.size());
        }
        return found == scripts.size();
    }

    private void requireProduct(DatabaseMetaData data) throws SQLException {
        String product = data.getDatabaseProductName();
        if (connections.dialect() == Dialect.POSTGRESQL && !product.equals("PostgreSQL")) {
            throw DatabaseFaults.notPostgres(product);
        }
    }

    /** Flyway would try to make its table ten times, a second each. */
    private void requireRight(Connection connection) throws SQLException {
        if (connections.dialect() != Dialect.POSTGRESQL) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT current_schema(), has_schema_privilege(current_schema(), 'CREATE')")) {
            if (rows.next() && !rows.getBoolean(2)) {
                throw DatabaseFaults.migration(
                        connections.place(),
                        new SQLException(
                                rows.getString(1) == null
                                        ? "the user's search path names no schema that is there"
                                        : "the user may not create tables in the schema " + rows.getString(1)));
            }
        }
    }

    private int version(Connection connection) throws SQLException {
        try (PreparedStatement exists =
                connection.prepareStatement(connections.dialect().tableQuery())) {
            exists.setString(1, TABLE);
            try (ResultSet rows = exists.executeQuery()) {
                if (!rows.next() || rows.getInt(1) == 0) {
                    return 0;
                }
            }
        }
        int version = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT version, success FROM " + TABLE + " WHERE version IS NOT NULL")) {
            while (rows.next()) {
                if (!rows.getBoolean(2)) {
                    return UNFINISHED;
                }
                version = Math.max(version, number(rows.getString(1)));
            }
        }
        return version;
    }

    /** A later program may count in another way: then it is later. */
    private static int number(String version) {
        return version.matches("\\d{1,6}") ? Integer.parseInt(version) : Integer.MAX_VALUE;
    }

    private void migrate() {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(connections.plain())
                .table(TABLE)
                .resourceProvider(new SchemaScripts(connections.dialect(), scripts))
                .javaMigrationClassProvider(List::of)
                .createSchemas(false)
                // The tables of a host may be there already.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .loggers("slf4j")
                .load()
                .migrate();
    }
}
