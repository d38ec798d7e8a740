package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

class CheckTest {

    private static LocalPostgres server;
    private String database;

    @BeforeAll
    static void startAServer() {
        server = LocalPostgres.shared();
    }

    @BeforeEach
    void makeADatabaseAndAUser() {
        database = server.createDatabase();
        server.sql(database, "CREATE TABLE t (id serial PRIMARY KEY)", "CREATE SCHEMA s", "CREATE TABLE s.u (v int)");
        server.sql("postgres", "CREATE ROLE checker LOGIN PASSWORD 'checker-pw'");
    }

    @AfterEach
    void removeTheUser() {
        server.sql(database, "DROP OWNED BY checker");
        server.sql("postgres", "DROP OWNED BY checker", "DROP ROLE checker");
    }

    private PostgresTarget asChecker() {
        return server.target("orders", database)
                .user("checker")
                .password(Secret.of("checker-pw"))
                .globals(Globals.NO);
    }

    private static List<Problem> check(PostgresTarget definition) throws Exception {
        try (TestRunContext context = new TestRunContext();
                BackupTarget target = definition.open()) {
            List<Problem> problems = target.check(context);
            assertThat(context.open()).isEmpty();
            assertThat(context.problems()).isEmpty();
            return problems;
        }
    }

    private static List<String> grave(List<Problem> problems) {
        return problems.stream()
                .filter(problem -> problem.severity() != Severity.INFO)
                .map(Problem::code)
                .toList();
    }

    @Test
    void nothing_stands_against_a_backup_by_the_superuser() throws Exception {
        assertThat(grave(check(server.target("orders", database)))).isEmpty();
    }

    @Test
    void every_table_schema_and_sequence_that_may_not_be_read_is_found() throws Exception {
        server.sql(database, "GRANT SELECT ON t TO checker", "GRANT SELECT ON s.u TO checker");
        List<Problem> problems = check(asChecker());
        assertThat(grave(problems)).containsExactly("HF-PG-030");
        assertThat(problems.get(0).message()).contains("public.t_id_seq", "s.u").contains(" 2 ");
        server.sql(database, "GRANT USAGE ON SCHEMA s TO checker", "GRANT SELECT ON SEQUENCE t_id_seq TO checker");
        assertThat(grave(check(asChecker()))).isEmpty();
    }

    @Test
    void what_is_left_out_needs_no_right() throws Exception {
        server.sql(database, "GRANT SELECT ON s.u TO checker", "GRANT USAGE ON SCHEMA s TO checker");
        assertThat(grave(check(asChecker().includeSchemas("s")))).isEmpty();
    }

    @Test
    void large_objects_that_may_not_be_read_are_found() throws Exception {
        server.sql(
                database,
                "GRANT pg_read_all_data TO checker",
                "SELECT lo_create(4711)",
                "SELECT lo_create(4712)",
                "GRANT SELECT ON LARGE OBJECT 4712 TO checker");
        List<Problem> problems = check(asChecker());
        assertThat(grave(problems)).containsExactly("HF-PG-031");
        assertThat(problems.get(0).message()).contains(" 1 large");
        server.sql(database, "GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC");
        assertThat(grave(check(asChecker()))).isEmpty();
        server.sql("postgres", "REVOKE pg_read_all_data FROM checker");
    }

    @Test
    void policies_that_would_hide_rows_are_found() throws Exception {
        server.sql(database, "GRANT pg_read_all_data TO checker", "ALTER TABLE t ENABLE ROW LEVEL SECURITY");
        List<Problem> problems = check(asChecker());
        assertThat(grave(problems)).containsExactly("HF-PG-032");
        assertThat(problems.get(0).message()).contains("public.t");
        server.sql("postgres", "ALTER ROLE checker BYPASSRLS");
        assertThat(grave(check(asChecker()))).isEmpty();
        server.sql("postgres", "REVOKE pg_read_all_data FROM checker");
    }

    @Test
    void passwords_of_roles_that_may_not_be_read_are_told_before_the_backup() throws Exception {
        server.sql(
                database,
                "GRANT USAGE ON SCHEMA s TO checker",
                "GRANT SELECT ON ALL TABLES IN SCHEMA s, public TO checker",
                "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO checker");
        assertThat(grave(check(asChecker().globals(Globals.AUTO)))).containsExactly("HF-PG-061");
        assertThat(grave(check(asChecker().globals(Globals.YES)))).containsExactly("HF-PG-062");
        assertThat(grave(check(asChecker().globals(Globals.WITHOUT_PASSWORDS)))).isEmpty();
    }

    @Test
    void too_few_connections_are_told() throws Exception {
        server.sql(database, "GRANT pg_read_all_data TO checker");
        server.sql("postgres", "ALTER ROLE checker CONNECTION LIMIT 2");
        List<Problem> problems = check(asChecker());
        assertThat(grave(problems)).containsExactly("HF-PG-034");
        assertThat(problems).anyMatch(problem -> problem.message().contains("takes 4 connections, and 2 are free"));
        server.sql("postgres", "ALTER ROLE checker CONNECTION LIMIT 4");
        assertThat(grave(check(asChecker()))).isEmpty();
        server.sql("postgres", "REVOKE pg_read_all_data FROM checker");
    }

    @Test
    void patterns_that_match_nothing_are_told() throws Exception {
        assertThat(grave(check(server.target("orders", database).includeTables("nothing*"))))
                .containsExactly("HF-PG-038");
    }

    @Test
    void a_server_that_does_not_answer_is_a_finding_and_not_an_exception() throws Exception {
        List<Problem> problems = check(server.target("orders", database).url("jdbc:postgresql://127.0.0.1:1/x"));
        assertThat(grave(problems)).containsExactly("HF-PG-010");
        assertThat(problems).extracting(Problem::retry).containsExactly(RetryStatus.LATER);
        List<Problem> wrong = check(asChecker().password(Secret.of("wrong")));
        assertThat(grave(wrong)).containsExactly("HF-PG-011");
        assertThat(wrong).extracting(Problem::retry).containsExactly(RetryStatus.NEVER);
    }

    @Test
    void a_disk_that_cannot_be_seen_is_told_to_be_unknown() throws Exception {
        server.sql(database, "GRANT pg_read_all_data TO checker");
        assertThat(check(asChecker())).extracting(Problem::code).contains("HF-PG-036");
        server.sql("postgres", "REVOKE pg_read_all_data FROM checker");
    }

    @Test
    void a_role_that_could_not_restore_is_told_so_now_and_not_when_the_restore_is_needed() throws Exception {
        server.sql(database, "GRANT pg_read_all_data TO checker");
        List<Problem> problems = check(asChecker());
        server.sql("postgres", "REVOKE pg_read_all_data FROM checker");
        assertThat(problems)
                .filteredOn(problem -> problem.message().startsWith("a staged restore by this role"))
                .extracting(Problem::code)
                .containsExactly("HF-PG-103", "HF-PG-103", "HF-PG-104");
        assertThat(grave(problems)).isEmpty();
    }

    @Test
    void tools_that_are_older_than_the_server_are_told_with_the_package_to_install(@TempDir Path directory)
            throws Exception {
        Path old = tool(directory, "pg_dump (PostgreSQL) 9.6.24");
        List<Problem> problems = check(server.target("orders", database).client(old.toString()));
        assertThat(grave(problems)).containsExactly("HF-PG-021");
        assertThat(problems.get(0).hint()).contains("postgresql-client-15");
        assertThat(grave(check(server.target("orders", database)
                        .client(directory.resolve("none").toString()))))
                .containsExactly("HF-PG-022");
    }

    @Test
    void tools_with_a_known_weakness_are_told(@TempDir Path directory) throws Exception {
        Path weak = tool(directory, "pg_dump (PostgreSQL) 15.13 (Debian 15.13-1)");
        assertThat(grave(check(server.target("orders", database).client(weak.toString()))))
                .containsExactly("HF-PG-023");
    }

    private static Path tool(Path directory, String says) throws Exception {
        Path script = directory.resolve("pg_dump");
        Files.writeString(script, "#!/bin/sh\necho '" + says + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }

    @Test
    void the_host_may_lend_its_connections_for_checks() throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url(database));
        source.setUser(LocalPostgres.SUPERUSER);
        source.setPassword(LocalPostgres.PASSWORD);
        PostgresTarget target =
                PostgresTarget.named("orders").dataSource(source).password(Secret.of(LocalPostgres.PASSWORD));
        assertThat(grave(check(target))).isEmpty();
        try (Captured captured = Captured.of(target)) {
            assertThat(captured.rows()).containsKeys("public.t", "s.u");
        }
        // What the host may, the tools need not: they log in themselves.
        assertThat(grave(check(target.password(Secret.of("wrong"))))).containsExactly("HF-PG-011");
    }
}
