package dev.holdfast.backup.scheduler.internal.history;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Connections;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.Dialect;
import dev.holdfast.backup.scheduler.internal.db.Migrations;
import dev.holdfast.backup.scheduler.internal.db.PostgresConnections;
import dev.holdfast.backup.scheduler.internal.db.SqliteConnections;
import dev.holdfast.backup.scheduler.internal.owner.Heart;
import dev.holdfast.backup.scheduler.internal.owner.OwnerLocks;
import dev.holdfast.backup.scheduler.internal.owner.Owners;
import dev.holdfast.backup.scheduler.internal.owner.Presence;
import dev.holdfast.backup.scheduler.internal.store.RunJson;
import dev.holdfast.backup.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** An empty database with all its tables. */
final class OpenedDatabase implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Connections connections;
    private final Database database;
    private final Presence presence;

    OpenedDatabase(Dialect dialect, Path state, Clock clock) throws InterruptedException {
        PostgresServer server = dialect == Dialect.POSTGRESQL ? PostgresServer.shared() : null;
        this.connections = server == null
                ? SqliteConnections.in(state, PATIENCE)
                : PostgresConnections.to(
                        server.url(server.createDatabase()),
                        PostgresServer.USER,
                        Secret.of(PostgresServer.PASSWORD),
                        "one",
                        PATIENCE);
        new Migrations(connections, state, PATIENCE).bringUpToDate();
        this.database =
                new Database(connections, clock, "one", UUID.randomUUID().toString());
        Owners owners =
                new Owners(database, OwnerLocks.of(state), System::nanoTime, Duration.ofMinutes(2), "host", "1");
        owners.register();
        this.presence = new Presence(database, owners, new Heart(owners, PATIENCE));
    }

    Database database() {
        return database;
    }

    Presence presence() {
        return presence;
    }

    List<RunRecord> runs() {
        return database.reading()
                .withHandle(handle -> handle.createQuery("SELECT detail FROM holdfast_run ORDER BY started_at, run")
                        .map((row, context) -> RunJson.read(row.getString(1)))
                        .list());
    }

    long count(String table) {
        return database.reading()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM " + table)
                        .mapTo(Long.class)
                        .one());
    }

    /** Runs a second apart, the oldest first, of five jobs, with a target each. */
    void fill(int count, long firstMicros) {
        String numbers = database.dialect() == Dialect.SQLITE
                ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + count + ")"
                : "WITH n AS (SELECT i FROM generate_series(1, " + count + ") i)";
        database.writing().useTransaction(handle -> {
            handle.execute("INSERT INTO holdfast_run " + numbers + " SELECT 'r-' || i, " + firstMicros
                    + " + i * CAST(1000000 AS bigint), CASE WHEN i % 100 = 0 THEN 'EXPIRE' WHEN i % 100 = 1 THEN 'VERIFY' ELSE 'BACKUP' END,"
                    + " 'job-' || (i % 5), CASE WHEN i % 50 = 0 THEN 'FAILED' WHEN i % 50 = 1 THEN 'SKIPPED' ELSE 'SUCCEEDED' END,"
                    + " " + firstMicros
                    + " + i * CAST(1000000 AS bigint), NULL, 1, 'one', 'o', 'SCHEDULE', '', 1, 1, 1, 0, '{}' FROM n");
            handle.execute(
                    "INSERT INTO holdfast_run_target (target, started_at, run, kind, state)"
                            + " SELECT 'target-' || (started_at / 1000000 % 5), started_at, run, kind, state FROM holdfast_run");
            handle.execute(
                    "INSERT INTO holdfast_removal SELECT run, 0, started_at, 'b', 't', 's', 1, '[]' FROM holdfast_run"
                            + " WHERE kind = 'EXPIRE'");
        });
        database.writing().useHandle(handle -> handle.execute("ANALYZE"));
    }

    @Override
    public void close() {
        presence.close();
        connections.close();
    }
}
