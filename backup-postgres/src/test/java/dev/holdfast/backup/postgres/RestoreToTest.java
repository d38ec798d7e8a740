package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restores to another database, over a database, of a part, and of what can be saved. */
class RestoreToTest {

    private static final String NAME = "parted";
    private static final String COPY = "parted copy";

    private TestServer server;
    private PostgresTarget target;
    private TestRunContext context;

    @BeforeEach
    void makeDatabase() {
        server = TestServer.shared();
        server.fresh(NAME);
        server.drop(COPY);
        server.sql(
                NAME,
                "CREATE SCHEMA sales",
                "CREATE SCHEMA other",
                "CREATE TYPE sales.state AS ENUM ('open', 'done')",
                "CREATE TABLE sales.customers (id serial PRIMARY KEY, name text UNIQUE)",
                "CREATE TABLE sales.orders (id serial PRIMARY KEY, customer int REFERENCES sales.customers,"
                        + " state sales.state DEFAULT 'open')",
                "CREATE INDEX orders_state ON sales.orders (state)",
                "CREATE TABLE other.things (id int)",
                "CREATE VIEW other.names AS SELECT name FROM sales.customers",
                "INSERT INTO sales.customers (name) SELECT 'c' || i FROM generate_series(1, 20) i",
                "INSERT INTO sales.orders (customer) SELECT i FROM generate_series(1, 20) i",
                "INSERT INTO other.things SELECT generate_series(1, 5)",
                "COMMENT ON TABLE sales.orders IS 'what was ordered'",
                "GRANT SELECT ON sales.orders TO PUBLIC");
        target = Worlds.target(server, NAME);
        context = new TestRunContext().pool(4);
    }

    @AfterEach
    void cleanUp() throws Exception {
        if (server.databases().stream().anyMatch(name -> name.startsWith("parted") && name.contains("_holdfast_"))) {
            Worlds.undo(target, context);
        }
        context.close();
        server.drop(COPY);
        server.drop(NAME);
    }

    private List<String> tables(String database) {
        return server.list(
                database,
                "SELECT n.nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
                        + " WHERE relkind IN ('r', 'v') AND nspname IN ('sales', 'other', 'public') ORDER BY 1");
    }

    private static List<String> codes(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::code)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFormat.class,
            names = {"CUSTOM", "DIRECTORY"})
    void a_table_comes_back_with_all_that_belongs_to_it_and_what_it_needs(DumpFormat format) throws Exception {
        PostgresTarget formed = target.format(format);
        try (MemoryBackup backup = Worlds.capture(formed)) {
            Worlds.restoreTo(formed, backup.reader(), RestoreRequest.to(COPY).only(List.of("sales.orders")), context);
        }
        assertThat(tables(COPY)).containsExactly("sales.orders");
        assertThat(server.ask(COPY, "SELECT count(*) FROM sales.orders WHERE state = 'open'"))
                .isEqualTo("20");
        assertThat(server.list(COPY, "SELECT indexname FROM pg_indexes WHERE schemaname = 'sales' ORDER BY 1"))
                .containsExactly("orders_pkey", "orders_state");
        assertThat(server.ask(COPY, "SELECT obj_description('sales.orders'::regclass)"))
                .isEqualTo("what was ordered");
        assertThat(server.ask(COPY, "SELECT has_table_privilege('public', 'sales.orders', 'SELECT')"))
                .isEqualTo("t");
        assertThat(server.ask(COPY, "INSERT INTO sales.orders (customer) VALUES (1) RETURNING id"))
                .isEqualTo("21");
        assertThat(server.list(COPY, "SELECT conname FROM pg_constraint WHERE contype = 'f'"))
                .isEmpty();
    }

    @Test
    void a_schema_comes_back_with_the_foreign_keys_inside_of_it() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            Worlds.restoreTo(target, backup.reader(), RestoreRequest.to(COPY).only(List.of("sal*")), context);
        }
        assertThat(tables(COPY)).containsExactly("sales.customers", "sales.orders");
        assertThat(server.list(COPY, "SELECT conname FROM pg_constraint WHERE contype = 'f'"))
                .containsExactly("orders_customer_fkey");
    }

    @Test
    void what_matches_nothing_is_an_error_that_leaves_nothing_behind() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            BackupException none = catchThrowableOfType(
                    BackupException.class,
                    () -> Worlds.restoreTo(
                            target, backup.reader(), RestoreRequest.to(COPY).only(List.of("nowhere.*")), context));
            assertThat(none.code()).isEqualTo("HF-PG-129");
        }
        Worlds.undo(target, context);
        assertThat(server.databases())
                .doesNotContain(COPY)
                .noneMatch(name -> name.startsWith("parted") && name.contains("_holdfast_"));
    }

    @Test
    void a_table_comes_back_over_the_live_one_and_the_others_stay() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.sql(NAME, "DELETE FROM other.things", "INSERT INTO sales.customers (name) VALUES ('new')");
            RestoreRequest how = RestoreRequest.inPlace().only(List.of("other.things"));
            Worlds.with(target, opened -> {
                opened.restore(backup.reader(), how, context);
                return true;
            });
        }
        assertThat(server.ask(NAME, "SELECT count(*) FROM other.things")).isEqualTo("5");
        assertThat(server.ask(NAME, "SELECT count(*) FROM sales.customers")).isEqualTo("21");
    }

    @Test
    void a_restore_over_the_live_database_that_fails_changes_nothing() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.sql(NAME, "DELETE FROM sales.orders", "CREATE VIEW public.on_orders AS SELECT id FROM sales.orders");
            String before = server.dump(NAME);
            assertThatThrownBy(() -> Worlds.with(target, opened -> {
                        opened.restore(backup.reader(), RestoreRequest.inPlace(), context);
                        return true;
                    }))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("depend");
            assertThat(server.dump(NAME)).isEqualTo(before);
        }
    }

    @Test
    void a_restore_over_the_live_database_that_brought_back_less_fails_whatever_the_tool_says(@TempDir Path directory)
            throws Exception {
        PostgresTarget lazy = target.client(sayingAllIsWell(directory).toString());
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.sql(NAME, "DELETE FROM sales.orders", "DROP TABLE other.things");
            IntegrityException less = catchThrowableOfType(
                    IntegrityException.class, () -> over(lazy, backup.reader(), RestoreRequest.inPlace()));
            assertThat(less.code()).isEqualTo("HF-PG-138");
            assertThat(less.getMessage())
                    .contains("sales.orders has 0 rows of 20", "other.things is missing")
                    .doesNotContain("customers");
            IntegrityException part = catchThrowableOfType(
                    IntegrityException.class,
                    () -> over(lazy, backup.reader(), RestoreRequest.inPlace().only(List.of("sales.orders"))));
            assertThat(part.getMessage()).contains("sales.orders").doesNotContain("things");
            // Who only lacks what was not asked for lacks nothing.
            over(lazy, backup.reader(), RestoreRequest.inPlace().only(List.of("sales.customers")));
        }
    }

    @Test
    void rows_that_others_add_behind_a_restore_over_the_live_database_are_no_loss() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            Evidence fewer = new Evidence(backup.reader())
                    .with("rows.jsonl", "{\"schema\":\"other\",\"table\":\"things\",\"rows\":4,\"exact\":true}\n");
            server.sql(NAME, "DELETE FROM other.things");
            over(target, fewer, RestoreRequest.inPlace());
            assertThat(server.ask(NAME, "SELECT count(*) FROM other.things")).isEqualTo("5");
        }
    }

    private void over(PostgresTarget by, BackupReader from, RestoreRequest how) throws Exception {
        Worlds.with(by, opened -> {
            opened.restore(from, how, context);
            return true;
        });
    }

    /** Tools of which the one that restores writes nothing, and ends as if it had. */
    private Path sayingAllIsWell(Path directory) throws Exception {
        for (String tool : List.of("pg_dump", "pg_dumpall", "pg_restore", "psql")) {
            Path script = directory.resolve(tool);
            String quiet = "for a; do case $a in --dbname=*) exit 0;; esac; done\n";
            Files.writeString(
                    script,
                    "#!/bin/sh\n" + (tool.equals("pg_restore") ? quiet : "") + "exec "
                            + server.bin().resolve(tool) + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return directory;
    }

    @Test
    void a_database_that_is_there_is_replaced_only_when_asked() throws Exception {
        server.fresh(COPY);
        server.sql(COPY, "CREATE TABLE mine (a int)");
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestorePreview preview = Worlds.preview(target, backup.reader(), RestoreRequest.to(COPY));
            assertThat(codes(preview.problems(), Severity.ERROR)).containsExactly("HF-PG-111");
            RestoreRequest over = RestoreRequest.to(COPY).onConflict(ConflictRule.OVERWRITE);
            assertThat(Worlds.preview(target, backup.reader(), over).problems()).isEmpty();
            Worlds.restoreTo(target, backup.reader(), over, context);
            assertThat(tables(COPY)).contains("public.mine", "sales.orders");
            Worlds.restoreTo(target, backup.reader(), over, context);
            assertThat(server.ask(COPY, "SELECT count(*) FROM sales.orders")).isEqualTo("20");
        }
    }

    @Test
    void the_live_database_is_no_other_place() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            for (String same : List.of(NAME, "postgresql://127.0.0.1:" + server.port() + "/" + NAME)) {
                RestorePreview preview = Worlds.preview(
                        target, backup.reader(), RestoreRequest.to(same).onConflict(ConflictRule.OVERWRITE));
                assertThat(codes(preview.problems(), Severity.ERROR)).as(same).containsExactly("HF-PG-111");
            }
        }
    }

    @Test
    void another_server_is_named_by_its_url_which_holds_no_password() throws Exception {
        try (TestServer other = TestServer.begin();
                MemoryBackup backup = Worlds.capture(target)) {
            String url = "postgresql://127.0.0.1:" + other.port() + "/elsewhere";
            Worlds.restoreTo(target, backup.reader(), RestoreRequest.to(url), context);
            assertThat(other.ask("elsewhere", "SELECT count(*) FROM sales.orders"))
                    .isEqualTo("20");
            assertThat(server.databases()).doesNotContain("elsewhere");
            assertThatThrownBy(() -> Worlds.preview(
                            target,
                            backup.reader(),
                            RestoreRequest.to("postgresql://me:secret@127.0.0.1:" + other.port() + "/elsewhere")))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void a_failed_restore_to_another_database_leaves_none_of_that_name() throws Exception {
        server.sql(NAME, Worlds.WAITS_IN_A_COPY, "CREATE TABLE t (a int CHECK (waits(a)))", "INSERT INTO t VALUES (1)");
        try (MemoryBackup backup = Worlds.capture(target)) {
            Thread canceller = new Thread(
                    () -> {
                        Worlds.awaitCopy(server);
                        context.cancel();
                    },
                    "canceller");
            canceller.start();
            assertThatThrownBy(() -> Worlds.restoreTo(target, backup.reader(), RestoreRequest.to(COPY), context))
                    .isInstanceOf(BackupException.class);
            canceller.join();
        }
        assertThat(server.databases()).doesNotContain(COPY);
        Worlds.undo(target, context);
        assertThat(server.databases()).noneMatch(name -> name.startsWith("parted") && name.contains("_holdfast_"));
    }

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void data_that_violate_their_own_constraints_are_saved_as_far_as_they_go(DumpFormat format) throws Exception {
        server.sql(
                NAME,
                "CREATE TABLE public.limits (most int)",
                "INSERT INTO public.limits VALUES (1000)",
                // Without a search path of its own the function finds its table in a session, and not in a restore.
                "CREATE FUNCTION public.fits(int) RETURNS boolean LANGUAGE plpgsql AS"
                        + " 'BEGIN RETURN $1 <= (SELECT most FROM limits); END'",
                "CREATE TABLE public.fitting (a int CONSTRAINT must_fit CHECK (public.fits(a)))",
                "INSERT INTO public.fitting SELECT generate_series(1, 30)",
                "ALTER TABLE sales.orders DISABLE TRIGGER ALL",
                "INSERT INTO sales.orders (customer) VALUES (999)",
                "ALTER TABLE sales.orders ENABLE TRIGGER ALL");
        PostgresTarget formed = target.format(format);
        try (MemoryBackup backup = Worlds.capture(formed)) {
            try (TestRunContext whole = new TestRunContext().pool(2)) {
                assertThatThrownBy(() -> Worlds.restoreTo(formed, backup.reader(), RestoreRequest.to(COPY), whole))
                        .isInstanceOf(BackupException.class);
                Worlds.undo(formed, whole);
            }
            Worlds.restoreTo(formed, backup.reader(), RestoreRequest.to(COPY).asSalvage(), context);
        }
        assertThat(server.ask(COPY, "SELECT count(*) FROM sales.orders")).isEqualTo("21");
        assertThat(context.problems())
                .isNotEmpty()
                .allMatch(problem -> problem.code().equals("HF-PG-127"));
        assertThat(context.problems()).anyMatch(problem -> problem.message().contains("orders_customer_fkey"));
        if (format == DumpFormat.PLAIN) {
            assertThat(context.problems()).anyMatch(problem -> problem.message().contains("fitting"));
        } else {
            assertThat(server.ask(COPY, "SELECT count(*) FROM public.fitting")).isEqualTo("30");
            assertThat(context.problems()).anyMatch(problem -> problem.message().contains("must_fit"));
        }
    }

    @Test
    void a_plain_dump_says_what_cannot_be_done_with_it() throws Exception {
        PostgresTarget plain = target.format(DumpFormat.PLAIN);
        try (MemoryBackup backup = Worlds.capture(plain)) {
            for (RestoreRequest how : List.of(
                    RestoreRequest.inPlace(),
                    RestoreRequest.to(COPY).only(List.of("sales.*")),
                    RestoreRequest.to(COPY).option("no-owner", "true"))) {
                assertThat(codes(Worlds.preview(plain, backup.reader(), how).problems(), Severity.ERROR))
                        .as(how.toString())
                        .containsExactly("HF-PG-119");
            }
        }
    }

    @Test
    void a_target_that_is_not_configured_needs_a_place_with_a_server() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            ConfigurationException nowhere = catchThrowableOfType(
                    ConfigurationException.class,
                    () -> Worlds.preview(
                            new PostgresTargetProvider().forRestore("orders"),
                            backup.reader(),
                            RestoreRequest.to(COPY)));
            assertThat(nowhere.code()).isEqualTo("HF-PG-136");
        }
    }
}
