package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that is written to all the time is backed up and restored at one moment of it. */
class ConsistencyTest {

    private static final String SUMS = """
            SELECT (SELECT sum(abalance) FROM pgbench_accounts) = (SELECT sum(tbalance) FROM pgbench_tellers)
               AND (SELECT sum(abalance) FROM pgbench_accounts) = (SELECT sum(bbalance) FROM pgbench_branches)
               AND (SELECT sum(abalance) FROM pgbench_accounts) = (SELECT coalesce(sum(delta), 0) FROM pgbench_history)
            """;

    private static CompletableFuture<String> load(TestServer server, String database) {
        return CompletableFuture.supplyAsync(() -> server.tool(
                "pgbench", "", "-n", "-c", "4", "-j", "1", "-T", "8", "--max-tries=1", "-R", "400", database));
    }

    private static void awaitLoad(TestServer server, String database) {
        while (server.ask(database, "SELECT count(*) > 50 FROM pgbench_history").equals("f")) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void under_load_the_restored_database_is_of_one_moment_and_the_load_goes_on(DumpFormat format) throws Exception {
        TestServer server = TestServer.shared();
        String database = server.fresh("bench");
        String copy = "bench_copy";
        server.drop(copy);
        server.tool("pgbench", "", "-i", "-q", "-s", "2", database);
        PostgresTarget target = Worlds.target(server, database).format(format);
        CompletableFuture<String> load = load(server, database);
        awaitLoad(server, database);
        try (MemoryBackup backup = Worlds.capture(target);
                TestRunContext context = new TestRunContext().pool(2)) {
            Worlds.restoreTo(target, backup.reader(), RestoreRequest.to(copy), context);
            assertThat(context.problems()).isEmpty();
        }
        assertThat(server.ask(copy, SUMS)).isEqualTo("t");
        assertThat(server.ask(copy, "SELECT count(*) > 0 FROM pgbench_history")).isEqualTo("t");
        assertThat(load.join()).contains("number of failed transactions: 0");
        server.drop(copy);
        server.drop(database);
    }

    @Test
    void a_swap_under_load_leaves_a_consistent_database_and_a_rollback_the_other() throws Exception {
        TestServer server = TestServer.shared();
        String database = server.fresh("bench");
        server.tool("pgbench", "", "-i", "-q", "-s", "2", database);
        PostgresTarget target = Worlds.target(server, database);
        CompletableFuture<String> load = load(server, database).exceptionally(Throwable::getMessage);
        awaitLoad(server, database);
        try (MemoryBackup backup = Worlds.capture(target);
                TestRunContext context = new TestRunContext().pool(2)) {
            Worlds.restore(target, backup.reader(), context);
            assertThat(server.ask(database, SUMS)).isEqualTo("t");
            load.join();
            Worlds.undo(target, context);
            assertThat(server.ask(database, SUMS)).isEqualTo("t");
            assertThat(List.of(server.ask(database, "SELECT count(*) > 50 FROM pgbench_history")))
                    .containsExactly("t");
        }
        server.drop(database);
    }
}
