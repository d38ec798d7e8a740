package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.evidence.DatabaseRecord;
import dev.holdfast.backup.postgres.internal.evidence.TocEntry;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.SizeEstimate;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {

    private static LocalPostgres server;
    private String database;

    @BeforeAll
    static void startAServer() {
        server = LocalPostgres.shared();
    }

    @BeforeEach
    void makeADatabase() {
        database = server.createDatabase();
        server.sql(
                database,
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id int PRIMARY KEY, note text)",
                "INSERT INTO shop.orders SELECT i, repeat('x', i % 50) FROM generate_series(1, 1000) i",
                "CREATE TABLE public.\"Odd Name\" (v text)",
                "INSERT INTO public.\"Odd Name\" VALUES ('a'), ('b'), (NULL)",
                "CREATE TABLE public.empty (v text)",
                "CREATE TABLE public.part (k int, v text) PARTITION BY RANGE (k)",
                "CREATE TABLE public.part_1 PARTITION OF public.part FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE public.part_2 PARTITION OF public.part FOR VALUES FROM (10) TO (20)",
                "INSERT INTO public.part SELECT i, 'p' FROM generate_series(0, 14) i",
                "CREATE TABLE public.parent (v int)",
                "CREATE TABLE public.child () INHERITS (public.parent)",
                "INSERT INTO public.parent VALUES (1), (2)",
                "INSERT INTO public.child VALUES (3)",
                "CREATE MATERIALIZED VIEW public.totals AS SELECT count(*) FROM shop.orders");
    }

    private PostgresTarget target() {
        return server.target("orders", database);
    }

    @Test
    void a_custom_dump_comes_with_roles_and_the_evidence_that_it_is_whole() throws Exception {
        try (Captured captured = Captured.of(target())) {
            assertThat(captured.backup.suffixes())
                    .containsExactly("dump", "globals.sql", "contents.jsonl", "rows.jsonl", "database.json");
            assertThat(new String(captured.backup.bytes("dump"), 0, 5, StandardCharsets.US_ASCII))
                    .isEqualTo("PGDMP");
            assertThat(captured.codes()).isEmpty();
            assertThat(captured.backup.facts())
                    .containsEntry("database", database)
                    .containsEntry("format", "custom")
                    .containsEntry("globals", "yes")
                    .containsEntry("rows", "all")
                    .containsEntry("rows-counted", "1021")
                    .containsEntry("encoding", "UTF8")
                    .containsEntry("collate", "C.UTF-8")
                    .containsEntry("owner", "postgres")
                    .containsKeys("server-version", "client-version");
            assertThat(captured.context.open()).isEmpty();
        }
    }

    @Test
    void rows_are_counted_of_each_table_itself_and_of_partitions() throws Exception {
        try (Captured captured = Captured.of(target())) {
            assertThat(captured.rows())
                    .isEqualTo(Map.of(
                            "public.Odd Name", "3",
                            "public.child", "1",
                            "public.empty", "0",
                            "public.parent", "2",
                            "public.part_1", "10",
                            "public.part_2", "5",
                            "shop.orders", "1000"));
        }
    }

    @Test
    void the_table_of_contents_has_names_whole_and_what_pg_restore_lists() throws Exception {
        try (Captured captured = Captured.of(target());
                TestRunContext context = new TestRunContext()) {
            assertThat(captured.contents())
                    .anyMatch(entry -> entry.type().equals(TocEntry.TABLE_DATA)
                            && entry.schema().equals("public")
                            && entry.name().equals("Odd Name")
                            && entry.owner().equals("postgres"));
            Path dump = captured.backup.reader().materialize("dump");
            String listed = PostgresTools.run(context, server.bin(), "pg_restore", "-l", dump.toString());
            List<String> lines = listed.lines()
                    .filter(line -> !line.startsWith(";") && !line.isBlank())
                    .sorted()
                    .toList();
            // pg_restore leaves out what belongs to the database itself unless it is asked to create it.
            List<String> ours = captured.contents().stream()
                    .map(TocEntry::listLine)
                    .filter(line -> lines.stream().anyMatch(line::equals))
                    .sorted()
                    .toList();
            assertThat(ours).isEqualTo(lines);
        }
    }

    @Test
    void what_a_restore_has_to_know_of_the_database_is_evidence() throws Exception {
        server.sql(
                "postgres",
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'clerk') THEN CREATE ROLE clerk; END IF; END $$");
        server.sql(database, "GRANT SELECT ON shop.orders TO clerk", "CREATE EXTENSION hstore SCHEMA shop");
        try (Captured captured = Captured.of(target())) {
            DatabaseRecord record =
                    DatabaseRecord.read(new ByteArrayInputStream(captured.backup.bytes("database.json")));
            assertThat(record.roles()).contains("clerk", "postgres");
            assertThat(record.extensions())
                    .extracting(DatabaseRecord.Extension::name)
                    .containsExactly("hstore", "plpgsql");
            assertThat(record.properties())
                    .containsEntry("database", database)
                    .containsEntry("tablespace", "pg_default");
        }
    }

    @Test
    void a_plain_dump_is_sql_from_its_first_line_to_its_last() throws Exception {
        try (Captured captured = Captured.of(target().format(DumpFormat.PLAIN))) {
            String sql = new String(captured.backup.bytes("sql"), StandardCharsets.UTF_8);
            assertThat(sql).startsWith("--\n-- PostgreSQL database dump").contains("COPY shop.orders (id, note)");
            assertThat(sql).contains("-- PostgreSQL database dump complete");
            assertThat(captured.backup.suffixes()).containsExactly("sql", "globals.sql", "rows.jsonl", "database.json");
        }
    }

    @Test
    void a_directory_dump_by_several_jobs_is_one_archive() throws Exception {
        try (Captured captured =
                Captured.of(target().format(DumpFormat.DIRECTORY).jobs(2))) {
            assertThat(captured.backup.suffixes())
                    .containsExactly("", "globals.sql", "contents.jsonl", "rows.jsonl", "database.json");
            try (var archive = captured.backup.reader().archive("")) {
                assertThat(archive.next().orElseThrow().name().value()).endsWith(".dat");
            }
            assertThat(captured.contents()).anyMatch(entry -> entry.type().equals(TocEntry.TABLE_DATA));
            assertThat(captured.context.open()).isEmpty();
        }
    }

    @Test
    void what_is_left_out_is_neither_dumped_nor_counted() throws Exception {
        PostgresTarget some = target().excludeTables("public.part*", "child")
                .excludeData("\"Odd Name\"")
                .excludeSchemas("nothing_here");
        try (Captured captured = Captured.of(some)) {
            assertThat(captured.rows().keySet())
                    .containsExactlyInAnyOrder("public.empty", "public.parent", "shop.orders");
            assertThat(captured.contents())
                    .filteredOn(entry -> entry.type().equals("TABLE"))
                    .extracting(TocEntry::name)
                    .containsExactlyInAnyOrder("Odd Name", "empty", "parent", "orders");
        }
        try (Captured captured = Captured.of(target().includeSchemas("SHOP"))) {
            assertThat(captured.rows().keySet()).containsExactly("shop.orders");
        }
        try (Captured captured = Captured.of(target().includeTables("shop.o*", "p?rent"))) {
            assertThat(captured.rows().keySet()).containsExactlyInAnyOrder("public.parent", "shop.orders");
        }
    }

    @Test
    void tables_beyond_the_bound_are_estimated_and_that_is_said() throws Exception {
        server.sql(database, "ANALYZE");
        try (Captured captured = Captured.of(target().countLimit(40_000))) {
            assertThat(captured.rows()).containsEntry("shop.orders", "~1000").containsEntry("public.Odd Name", "3");
            assertThat(captured.backup.facts()).containsEntry("rows", "some");
            assertThat(captured.context.problems())
                    .extracting(Problem::severity, Problem::code)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(Severity.INFO, "HF-PG-063"));
        }
        try (Captured captured = Captured.of(target().countRows(CountRows.NONE))) {
            assertThat(captured.backup.suffixes()).doesNotContain("rows.jsonl");
            assertThat(captured.backup.facts()).containsEntry("rows", "none");
        }
        try (Captured captured = Captured.of(target().countRows(CountRows.ESTIMATE))) {
            assertThat(captured.rows()).containsEntry("shop.orders", "~1000");
        }
    }

    @Test
    void tables_of_extensions_are_not_counted_and_unlogged_ones_are() throws Exception {
        server.sql(
                database,
                "CREATE EXTENSION pg_trgm",
                "CREATE UNLOGGED TABLE public.quick (v int)",
                "INSERT INTO public.quick VALUES (1)",
                "CREATE TABLE public.owned (v int)",
                "ALTER EXTENSION pg_trgm ADD TABLE public.owned");
        try (Captured captured = Captured.of(target())) {
            assertThat(captured.rows()).containsEntry("public.quick", "1").doesNotContainKey("public.owned");
        }
    }

    @Test
    void a_truncate_between_snapshot_and_dump_waits_and_all_rows_are_dumped() throws Exception {
        try (BackupTarget target = target().open();
                TestRunContext context = new TestRunContext().pool(4);
                MemoryBackup backup =
                        new MemoryBackup(target().id(), new dev.holdfast.backup.files.archive.TarArchiver());
                Connection other = server.connect(database);
                Statement statement = other.createStatement()) {
            Snapshots.Snapshot snapshot =
                    target.ability(Snapshots.class).orElseThrow().snapshot(context);
            Throwable refused;
            try (snapshot) {
                statement.execute("SET lock_timeout = '200ms'");
                refused =
                        org.assertj.core.api.Assertions.catchThrowable(() -> statement.execute("TRUNCATE shop.orders"));
                // What does not rewrite the table goes on, and is not in the dump.
                statement.execute("INSERT INTO shop.orders VALUES (5000, 'later')");
                snapshot.capture(backup.sink(), context);
            }
            assertThat(refused).hasMessageContaining("lock timeout");
            assertThat(new String(backup.bytes("rows.jsonl"), StandardCharsets.UTF_8))
                    .contains("{\"schema\":\"shop\",\"table\":\"orders\",\"rows\":1000,\"exact\":true}");
            statement.execute("TRUNCATE shop.orders");
        }
    }

    @Test
    void the_size_of_a_first_backup_is_that_of_the_tables_and_large_objects_in_it() throws Exception {
        server.sql(
                database,
                "CREATE TABLE public.large AS SELECT repeat(md5(i::text), 20) AS v FROM generate_series(1, 5000) i",
                "CREATE INDEX ON public.large (v)",
                "SELECT lo_from_bytea(0, decode(repeat(md5('x'), 20000), 'hex'))");
        long whole = Long.parseLong(server.value(database, "SELECT pg_database_size(current_database())"));
        long table = Long.parseLong(server.value(database, "SELECT pg_table_size('large')"));
        long all = estimate(target());
        assertThat(all).isBetween(table + 100_000, whole);
        assertThat(estimate(target().excludeData("large"))).isEqualTo(all - table);
        assertThat(estimate(target().includeTables("large"))).isEqualTo(table);
        assertThat(catchThrowableOfType(BackupException.class, () -> estimate(target().database("none")))
                        .code())
                .isEqualTo("HF-PG-012");
    }

    private static long estimate(PostgresTarget target) throws Exception {
        try (TestRunContext context = new TestRunContext();
                BackupTarget opened = target.open()) {
            return opened.ability(SizeEstimate.class)
                    .orElseThrow()
                    .estimate(context)
                    .bytes()
                    .orElseThrow();
        }
    }

    @Test
    void a_locked_table_fails_the_dump_when_the_time_is_over() throws Exception {
        try (Connection other = server.connect(database);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("LOCK TABLE shop.orders IN ACCESS EXCLUSIVE MODE");
            assertThat(failure(target().lockTimeout(Duration.ofMillis(200))).code())
                    .isEqualTo("HF-PG-053");
        }
    }

    @Test
    void a_wrong_password_has_a_code_of_its_own_and_is_not_told() throws Exception {
        BackupException failure = failure(target().password(Secret.of("wr0ng-s3cr3t")));
        assertThat(failure.code()).isEqualTo("HF-PG-011");
        assertThat(failure.hint()).isNotEmpty();
        assertThat(everythingSaid(failure)).doesNotContain("wr0ng-s3cr3t");
    }

    @Test
    void a_server_that_is_not_there_and_a_database_that_is_not_there_are_told_apart() throws Exception {
        assertThat(failure(target().url("jdbc:postgresql://127.0.0.1:1/x")).code())
                .isEqualTo("HF-PG-010");
        assertThat(failure(target().database("no_such_database")).code()).isEqualTo("HF-PG-012");
    }

    @Test
    void a_user_who_may_not_read_a_table_gets_no_backup_of_the_others() throws Exception {
        server.sql("postgres", "DROP ROLE IF EXISTS poor", "CREATE ROLE poor LOGIN PASSWORD 'poor-pw'");
        server.sql(database, "GRANT USAGE ON SCHEMA shop TO poor", "GRANT SELECT ON public.empty TO poor");
        BackupException failure = failure(target().user("poor").password(Secret.of("poor-pw")));
        assertThat(failure.code()).isEqualTo("HF-PG-019");
        server.sql(database, "DROP OWNED BY poor");
        server.sql("postgres", "DROP ROLE poor");
    }

    @Test
    void row_level_security_fails_the_dump_rather_than_leave_rows_out() throws Exception {
        server.sql("postgres", "DROP ROLE IF EXISTS limited", "CREATE ROLE limited LOGIN PASSWORD 'limited-pw'");
        server.sql(
                database,
                "GRANT pg_read_all_data TO limited",
                "ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY few ON shop.orders USING (id < 10)");
        PostgresTarget limited = target().user("limited")
                .password(Secret.of("limited-pw"))
                .globals(Globals.NO)
                .countRows(CountRows.NONE);
        assertThat(failure(limited).code()).isEqualTo("HF-PG-052");
        server.sql("postgres", "ALTER ROLE limited BYPASSRLS");
        try (Captured captured = Captured.of(limited.countRows(CountRows.ALL))) {
            assertThat(captured.rows()).containsEntry("shop.orders", "1000");
        }
        server.sql("postgres", "REVOKE pg_read_all_data FROM limited", "DROP ROLE limited");
    }

    @Test
    void roles_are_kept_without_passwords_where_they_may_not_be_read_and_that_is_said() throws Exception {
        server.sql("postgres", "DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN PASSWORD 'reader-pw'");
        server.sql(
                database,
                "GRANT USAGE ON SCHEMA shop TO reader",
                "GRANT SELECT ON ALL TABLES IN SCHEMA shop, public TO reader");
        PostgresTarget reader = target().user("reader").password(Secret.of("reader-pw"));
        try (Captured captured = Captured.of(reader)) {
            assertThat(captured.codes()).containsExactly("HF-PG-061");
            assertThat(captured.backup.facts()).containsEntry("globals", "without-passwords");
            assertThat(new String(captured.backup.bytes("globals.sql"), StandardCharsets.UTF_8))
                    .contains("CREATE ROLE reader")
                    .doesNotContain("SCRAM-SHA-256");
        }
        try (Captured captured = Captured.of(reader.globals(Globals.WITHOUT_PASSWORDS))) {
            assertThat(captured.codes()).isEmpty();
        }
        assertThat(failure(reader.globals(Globals.YES)).code()).isEqualTo("HF-PG-062");
        try (Captured captured = Captured.of(reader.globals(Globals.NO))) {
            assertThat(captured.backup.suffixes()).doesNotContain("globals.sql");
        }
        server.sql("postgres", "GRANT pg_read_all_data TO reader");
        try (Captured captured = Captured.of(reader.globals(Globals.YES))) {
            assertThat(captured.backup.facts()).containsEntry("globals", "yes");
        }
        server.sql(database, "DROP OWNED BY reader");
        server.sql("postgres", "DROP ROLE reader");
    }

    @Test
    void a_passfile_is_as_good_as_a_password(@TempDir Path directory) throws Exception {
        Path passfile = directory.resolve("pass");
        Files.writeString(
                passfile,
                "# ours\n127.0.0.1:" + server.port() + ":*:postgres:"
                        + LocalPostgres.PASSWORD.replace("\\", "\\\\").replace(":", "\\:") + "\n");
        Files.setPosixFilePermissions(passfile, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        PostgresTarget target = PostgresTarget.named("orders")
                .host("127.0.0.1")
                .port(server.port())
                .database(database)
                .user("postgres")
                .passfile(passfile);
        try (Captured captured = Captured.of(target)) {
            assertThat(captured.rows()).containsEntry("shop.orders", "1000");
        }
    }

    @Test
    void extra_arguments_reach_pg_dump() throws Exception {
        server.sql(database, "COMMENT ON TABLE shop.orders IS 'seen'");
        try (Captured captured = Captured.of(target().extraArguments("--no-comments"))) {
            assertThat(captured.contents()).noneMatch(entry -> entry.type().equals("COMMENT"));
        }
    }

    @Test
    void objects_with_hostile_names_are_dumped_and_counted() throws Exception {
        server.sql(
                database,
                "CREATE SCHEMA \"a.b; DROP\"",
                "CREATE TABLE \"a.b; DROP\".\"x\"\"y\nz\" (v int)",
                "INSERT INTO \"a.b; DROP\".\"x\"\"y\nz\" VALUES (1), (2)");
        try (Captured captured = Captured.of(target())) {
            assertThat(captured.rows()).containsEntry("a.b; DROP.x\"y\nz", "2");
        }
    }

    private static BackupException failure(PostgresTarget target) throws Exception {
        try (TestRunContext context = new TestRunContext().pool(4)) {
            BackupException failure = catchThrowableOfType(
                    BackupException.class, () -> Captured.of(target, context).close());
            assertThat(failure).as("what the capture threw").isInstanceOf(TargetException.class);
            assertThat(context.open()).as("what is open afterwards").isEmpty();
            return failure;
        }
    }

    private static String everythingSaid(BackupException failure) {
        java.io.StringWriter out = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(out));
        return out + failure.hint() + failure.context();
    }
}
