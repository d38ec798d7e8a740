package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.RetryStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that are made between the locks of a capture and its snapshot: seen by the one, and not held by the other. */
class ComingTablesTest {

    private final ExecutorService helpers =
            Executors.newFixedThreadPool(2, task -> new Thread(task, "holdfast-test-helper"));
    private LocalPostgres server;
    private String database;

    @BeforeEach
    void makeADatabase() {
        server = LocalPostgres.shared();
        database = server.createDatabase();
        server.sql(database, "CREATE TABLE gate (v int)", "INSERT INTO gate VALUES (1)");
    }

    @AfterEach
    void endTheHelpers() throws InterruptedException {
        helpers.shutdownNow();
        assertThat(helpers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private void awaitWaiting(String mode) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        String waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'gate'::regclass AND mode = '"
                + mode + "'";
        while ("0".equals(server.value(database, waiting))) {
            assertThat(System.nanoTime()).as("somebody waits for %s", mode).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void close(Connection gate) throws SQLException {
        execute(gate, "BEGIN");
        execute(gate, "LOCK TABLE gate IN ACCESS EXCLUSIVE MODE");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /**
     * Makes a table each time that the capture has listed all of them and waits for one. Who closes the gate next stands in line behind the capture
     * before it is opened, so that the capture gets through to its snapshot, and no further than that.
     */
    private void makeTables(Connection first, Connection second, int rounds) throws Exception {
        Connection holder = first;
        Connection next = second;
        for (int round = 1; round <= rounds; round++) {
            awaitWaiting("AccessShareLock");
            Connection closing = next;
            Future<?> closed = null;
            if (round < rounds) {
                closed = helpers.submit(() -> {
                    close(closing);
                    return true;
                });
                awaitWaiting("AccessExclusiveLock");
            }
            execute(holder, "CREATE TABLE came_" + round + " AS SELECT " + round + " AS v");
            execute(holder, "COMMIT");
            if (closed != null) {
                closed.get();
                next = holder;
                holder = closing;
            }
        }
    }

    private interface Act {
        void run() throws Exception;
    }

    private void whileTablesCome(int rounds, Act act) throws Exception {
        try (Connection first = server.connect(database);
                Connection second = server.connect(database)) {
            close(first);
            Future<?> making = helpers.submit(() -> {
                makeTables(first, second, rounds);
                return true;
            });
            act.run();
            making.get();
        }
    }

    @Test
    void a_table_that_came_between_locks_and_snapshot_is_locked_too_and_dumped() throws Exception {
        whileTablesCome(3, () -> {
            try (Captured captured = Captured.of(server.target("orders", database))) {
                assertThat(captured.rows())
                        .containsOnlyKeys("public.came_1", "public.came_2", "public.came_3", "public.gate");
            }
        });
    }

    @Test
    void tables_that_never_stop_coming_are_no_reason_to_go_on_for_ever() throws Exception {
        whileTablesCome(10, () -> {
            BackupException restless = catchThrowableOfType(
                    BackupException.class,
                    () -> Captured.of(server.target("orders", database)).close());
            assertThat(restless.code()).isEqualTo("HF-PG-064");
            assertThat(restless.retryStatus()).isEqualTo(RetryStatus.LATER);
        });
    }
}
