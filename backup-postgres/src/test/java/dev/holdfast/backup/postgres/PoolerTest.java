package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pooler between here and the server does to backups. */
class PoolerTest {

    /** What older poolers have to be told to let the driver in at all. */
    private static final String USUAL = "ignore_startup_parameters = extra_float_digits";

    @TempDir(factory = OpenDirectory.class)
    Path directory;

    private LocalPostgres server;
    private String database;

    @BeforeEach
    void makeADatabase() {
        server = LocalPostgres.shared();
        database = server.createDatabase();
        server.sql(database, "CREATE TABLE t (v int)", "INSERT INTO t SELECT generate_series(1, 100)");
    }

    private static List<Problem> check(PostgresTarget definition) throws Exception {
        try (TestRunContext context = new TestRunContext();
                BackupTarget target = definition.open()) {
            return target.check(context);
        }
    }

    private static List<String> codes(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::code)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"transaction", "statement"})
    void a_pooler_that_lends_sessions_for_less_than_a_session_is_refused(String mode) throws Exception {
        try (Pgbouncer pooler = Pgbouncer.before(server, directory, mode, USUAL);
                MemoryBackup backup = Worlds.capture(server.target("orders", database))) {
            PostgresTarget target = pooler.target("orders", database);
            List<Problem> problems = check(target);
            assertThat(codes(problems, Severity.ERROR)).containsExactly("HF-PG-043");
            try (TestRunContext context = new TestRunContext().pool(4)) {
                BackupException refused = catchThrowableOfType(
                        BackupException.class,
                        () -> Captured.of(target, context).close());
                assertThat(refused.code()).isEqualTo("HF-PG-043");
                assertThat(refused.hint()).contains("pool_mode");
                assertThat(context.open()).isEmpty();
            }
            for (RestoreRequest how :
                    List.of(RestoreRequest.staged(), RestoreRequest.inPlace(), RestoreRequest.to(database + "_copy"))) {
                assertThat(catchThrowableOfType(
                                        BackupException.class, () -> Worlds.preview(target, backup.reader(), how))
                                .code())
                        .as(how.toString())
                        .isEqualTo("HF-PG-043");
            }
            // Whoever comes next to the pooled sessions finds them as they were.
            try (TestRunContext context = new TestRunContext()) {
                assertThat(PostgresTools.run(
                                context,
                                server.bin(),
                                "psql",
                                "-XAtc",
                                "SHOW search_path",
                                "host=127.0.0.1 user=postgres port=" + pooler.port() + " dbname=" + database))
                        .isEqualTo("\"$user\", public\n");
            }
        }
    }

    @Test
    void one_process_for_all_clients_is_no_reason_to_wait_for_ever() throws Exception {
        try (Pgbouncer pooler = Pgbouncer.before(server, directory, "transaction", USUAL, "default_pool_size = 1")) {
            assertThat(codes(check(pooler.target("orders", database)), Severity.ERROR))
                    .containsExactly("HF-PG-043");
        }
    }

    @Test
    void a_pooler_by_session_is_told_of_and_backups_and_restores_go_through_it() throws Exception {
        try (Pgbouncer pooler = Pgbouncer.before(server, directory, "session", USUAL, "server_login_retry = 1")) {
            PostgresTarget target = pooler.target("orders", database);
            List<Problem> problems = check(target);
            assertThat(codes(problems, Severity.WARNING)).containsExactly("HF-PG-033");
            assertThat(codes(problems, Severity.ERROR)).isEmpty();
            try (Captured captured = Captured.of(target);
                    TestRunContext context = new TestRunContext().pool(4)) {
                assertThat(captured.rows()).containsEntry("public.t", "100");
                server.sql(database, "DELETE FROM t");
                Worlds.restore(target, captured.backup.reader(), context);
                assertThat(server.value(database, "SELECT count(*) FROM t")).isEqualTo("100");
                Worlds.release(target, context);
            }
        }
    }

    @Test
    void a_pooler_that_does_not_let_the_driver_in_is_named_as_the_reason() throws Exception {
        try (Pgbouncer pooler = Pgbouncer.before(server, directory, "session")) {
            List<Problem> problems = check(PostgresTarget.named("orders")
                    .user(LocalPostgres.SUPERUSER)
                    .url("jdbc:postgresql://127.0.0.1:" + pooler.port() + "/" + database + "?options=-cgeqo%3Doff"));
            assertThat(codes(problems, Severity.ERROR)).containsExactly("HF-PG-033");
            assertThat(problems.get(0).message()).contains("options");
        }
    }
}
