package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Restores beside the live database and swaps, with all that may stand in the way. */
class StagedRestoreTest {

    private static final String NAME = "staged";

    private TestServer server;
    private PostgresTarget target;
    private TestRunContext context;

    @BeforeEach
    void makeDatabase() {
        server = TestServer.shared();
        server.fresh(NAME);
        server.sql(NAME, "CREATE TABLE items (id int PRIMARY KEY, name text)");
        server.sql(NAME, "INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 100) i");
        target = Worlds.target(server, NAME);
        context = new TestRunContext().pool(4);
    }

    @AfterEach
    void cleanUp() throws Exception {
        if (!beside().isEmpty()) {
            Worlds.undo(target, context);
        }
        context.close();
        server.drop(NAME);
    }

    private String count() {
        return server.ask(NAME, "SELECT count(*) FROM items");
    }

    private List<String> beside() {
        return server.databases().stream()
                .filter(name -> name.contains("_holdfast_") && !name.startsWith("contract"))
                .toList();
    }

    private static List<String> codes(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::code)
                .toList();
    }

    @Test
    void the_old_database_is_kept_until_the_restore_is_confirmed() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.sql(NAME, "DELETE FROM items WHERE id > 10");
            Worlds.restore(target, backup.reader(), context);
        }
        assertThat(count()).isEqualTo("100");
        String old = beside().get(0);
        assertThat(beside()).hasSize(1).allMatch(name -> name.startsWith("staged_holdfast_old_"));
        assertThatThrownBy(() -> server.connect(old, TestServer.USER).close())
                .rootCause()
                .hasMessageContaining("not currently accepting connections");
        Worlds.release(target, context);
        assertThat(beside()).isEmpty();
        assertThat(count()).isEqualTo("100");
    }

    @Test
    void sessions_in_the_live_database_are_ended_and_come_back_to_the_restored_one() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target);
                Connection session = server.connect(NAME, TestServer.USER);
                Connection busy = server.connect(NAME, TestServer.USER);
                Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("DELETE FROM items WHERE id > 10");
            RestorePreview preview = Worlds.preview(target, backup.reader(), RestoreRequest.staged());
            assertThat(preview.problems()).isEmpty();
            assertThat(preview.observed()).containsEntry("sessions", "2 in staged");
            Worlds.restore(target, backup.reader(), context);
            assertThat(session.isValid(2)).isFalse();
        }
        assertThat(count()).isEqualTo("100");
    }

    @Test
    void a_superuser_who_reconnects_without_pause_does_not_get_in_the_way() throws Exception {
        Thread reconnecting = new Thread(
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        try (Connection session = server.connect(NAME, TestServer.USER)) {
                            session.isValid(1);
                        } catch (SQLException | AssertionError e) {
                            // Kept out, or ended: it tries again at once.
                            continue;
                        }
                    }
                },
                "reconnecting");
        try (MemoryBackup backup = Worlds.capture(target)) {
            reconnecting.start();
            Worlds.restore(target, backup.reader(), context);
        } finally {
            reconnecting.interrupt();
            reconnecting.join();
        }
        assertThat(count()).isEqualTo("100");
    }

    @Test
    void a_prepared_transaction_is_told_before_and_stops_the_swap() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestoredCopy copy = Worlds.stage(target, backup.reader(), RestoreRequest.staged(), context);
            try (Connection session = server.connect(NAME, TestServer.USER);
                    Statement statement = session.createStatement()) {
                statement.execute("BEGIN; INSERT INTO items VALUES (1000, 'late'); PREPARE TRANSACTION 'left over'");
            }
            try {
                RestorePreview preview = Worlds.preview(target, backup.reader(), RestoreRequest.staged());
                assertThat(codes(preview.problems(), Severity.ERROR)).containsExactly("HF-PG-105");
                assertThat(preview.problems().get(0).message()).contains("left over");
                BackupException refused =
                        catchThrowableOfType(BackupException.class, () -> Worlds.swap(target, copy, context));
                assertThat(refused.code()).isEqualTo("HF-PG-105");
            } finally {
                server.sql(NAME, "ROLLBACK PREPARED 'left over'");
            }
            assertThat(count()).isEqualTo("100");
        }
    }

    @Test
    void a_logical_slot_stays_with_the_old_database_and_keeps_it_from_being_dropped() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.sql(NAME, "SELECT pg_create_logical_replication_slot('to_shop', 'pgoutput')");
            try {
                RestorePreview preview = Worlds.preview(target, backup.reader(), RestoreRequest.staged());
                assertThat(codes(preview.problems(), Severity.WARNING)).containsExactly("HF-PG-108");
                Worlds.restore(target, backup.reader(), context);
                RefusedException refused =
                        catchThrowableOfType(RefusedException.class, () -> Worlds.release(target, context));
                assertThat(refused.code()).isEqualTo("HF-PG-120");
                assertThat(refused.getMessage()).contains("to_shop");
                assertThat(beside()).hasSize(1);
            } finally {
                server.sql("postgres", "SELECT pg_drop_replication_slot('to_shop')");
            }
            Worlds.release(target, context);
            assertThat(beside()).isEmpty();
        }
    }

    @Test
    void a_subscription_comes_back_switched_off_and_the_copy_with_it_can_still_be_dropped() throws Exception {
        server.sql(
                NAME,
                "CREATE SUBSCRIPTION from_shop CONNECTION 'host=127.0.0.1 port=1 dbname=none' PUBLICATION p"
                        + " WITH (connect = false)");
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestorePreview preview = Worlds.preview(target, backup.reader(), RestoreRequest.staged());
            assertThat(codes(preview.problems(), Severity.WARNING)).containsExactly("HF-PG-108");
            Worlds.restore(target, backup.reader(), context);
            assertThat(server.ask(
                            NAME,
                            "SELECT subenabled FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid"
                                    + " WHERE datname = current_database()"))
                    .isEqualTo("f");
            Worlds.undo(target, context);
            assertThat(beside()).isEmpty();
            assertThat(count()).isEqualTo("100");
        } finally {
            server.sql(NAME, "ALTER SUBSCRIPTION from_shop SET (slot_name = NONE)", "DROP SUBSCRIPTION from_shop");
        }
    }

    @Test
    void a_role_that_is_missing_is_told_before_and_the_restore_does_without_owners_only_when_asked() throws Exception {
        server.sql("postgres", "CREATE ROLE \"the departed\"", "CREATE ROLE granted");
        server.sql(NAME, "ALTER TABLE items OWNER TO \"the departed\"", "GRANT SELECT ON items TO granted");
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.sql(NAME, "ALTER TABLE items OWNER TO postgres", "REVOKE ALL ON items FROM granted");
            server.sql("postgres", "DROP ROLE \"the departed\"", "DROP ROLE granted");
            RestorePreview preview = Worlds.preview(target, backup.reader(), RestoreRequest.staged());
            assertThat(codes(preview.problems(), Severity.ERROR)).containsExactly("HF-PG-101");
            assertThat(preview.problems().get(0).message()).contains("the departed", "granted");
            BackupException refused = catchThrowableOfType(
                    BackupException.class,
                    () -> Worlds.stage(target, backup.reader(), RestoreRequest.staged(), context));
            assertThat(refused.code()).isEqualTo("HF-PG-101");

            RestoreRequest without =
                    RestoreRequest.staged().option("no-owner", "true").option("no-privileges", "true");
            assertThat(codes(Worlds.preview(target, backup.reader(), without).problems(), Severity.ERROR))
                    .isEmpty();
            Worlds.swap(target, Worlds.stage(target, backup.reader(), without, context), context);
            assertThat(server.ask(NAME, "SELECT tableowner FROM pg_tables WHERE tablename = 'items'"))
                    .isEqualTo("postgres");
        }
    }

    @Test
    void roles_come_from_the_backup_when_asked_and_those_that_are_there_keep_their_passwords() throws Exception {
        server.sql(
                "postgres",
                "CREATE ROLE comeback LOGIN PASSWORD 'of old' CONNECTION LIMIT 7",
                "CREATE ROLE staying LOGIN PASSWORD 'of old'",
                "GRANT staying TO comeback");
        server.sql(NAME, "ALTER TABLE items OWNER TO comeback");
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.sql(NAME, "ALTER TABLE items OWNER TO postgres");
            server.sql("postgres", "DROP ROLE comeback", "ALTER ROLE staying PASSWORD 'of today'");
            String today = server.ask("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = 'staying'");

            RestoreRequest missing = RestoreRequest.staged().option("globals", "missing");
            Worlds.swap(target, Worlds.stage(target, backup.reader(), missing, context), context);
            assertThat(server.ask("postgres", "SELECT rolconnlimit FROM pg_authid WHERE rolname = 'comeback'"))
                    .isEqualTo("7");
            assertThat(server.ask("postgres", "SELECT pg_has_role('comeback', 'staying', 'MEMBER')"))
                    .isEqualTo("t");
            assertThat(server.ask("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = 'staying'"))
                    .isEqualTo(today);
            assertThat(context.problems())
                    .anyMatch(problem -> problem.code().equals("HF-PG-125")
                            && problem.message().contains("staying"));
            assertThat(server.ask(NAME, "SELECT tableowner FROM pg_tables WHERE tablename = 'items'"))
                    .isEqualTo("comeback");

            RestoreRequest overwrite = RestoreRequest.to("staged_other").option("globals", "overwrite");
            try (TestRunContext other = new TestRunContext().pool(2)) {
                Worlds.restoreTo(target, backup.reader(), overwrite, other);
            }
            assertThat(server.ask("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = 'staying'"))
                    .isNotEqualTo(today);
        } finally {
            Worlds.undo(target, context);
            server.drop("staged_other");
            server.sql("postgres", "DROP ROLE IF EXISTS comeback", "DROP ROLE IF EXISTS staying");
        }
    }

    @Test
    void a_role_without_rights_is_told_all_that_it_lacks_before_anything_is_done() throws Exception {
        server.sql(
                "postgres",
                "CREATE ROLE humble LOGIN PASSWORD " + literal(TestServer.PASSWORD),
                "GRANT CONNECT ON DATABASE postgres TO humble");
        PostgresTarget humble = target.user("humble");
        try (MemoryBackup backup = Worlds.capture(target);
                Connection session = server.connect(NAME, TestServer.USER)) {
            RestorePreview preview = Worlds.preview(humble, backup.reader(), RestoreRequest.staged());
            assertThat(session.isValid(2)).isTrue();
            assertThat(codes(preview.problems(), Severity.ERROR))
                    .containsExactly("HF-PG-103", "HF-PG-103", "HF-PG-104");
        } finally {
            server.sql("postgres", "DROP OWNED BY humble", "DROP ROLE humble");
        }
    }

    @Test
    void a_role_with_the_rights_of_the_guide_restores_without_being_superuser() throws Exception {
        server.sql(
                "postgres",
                "CREATE ROLE app LOGIN PASSWORD " + literal(TestServer.PASSWORD),
                "ALTER DATABASE staged OWNER TO app");
        server.sql("postgres", guide().replace("'choose one'", literal(TestServer.PASSWORD)));
        server.sql(NAME, "ALTER TABLE items OWNER TO app");
        PostgresTarget keeper = target.user("keeper").globals(Globals.NO);
        try (MemoryBackup backup = Worlds.capture(keeper);
                Connection session = server.connect(NAME, "app")) {
            server.sql(NAME, "DELETE FROM items");
            RestorePreview preview = Worlds.preview(keeper, backup.reader(), RestoreRequest.staged());
            assertThat(preview.problems()).isEmpty();
            Worlds.restore(keeper, backup.reader(), context);
            assertThat(session.isValid(2)).isFalse();
            assertThat(count()).isEqualTo("100");
            assertThat(server.ask(NAME, "SELECT tableowner FROM pg_tables WHERE tablename = 'items'"))
                    .isEqualTo("app");
            Worlds.release(keeper, context);
            assertThat(beside()).isEmpty();
        } finally {
            server.drop(NAME);
            server.sql("postgres", "DROP OWNED BY keeper", "DROP ROLE keeper", "DROP ROLE app");
        }
    }

    @Test
    void an_extension_that_is_not_available_is_told_before() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestorePreview preview = Worlds.preview(
                    target,
                    new Evidence(backup.reader())
                            .with(
                                    "database.json",
                                    "{\"properties\":{},\"extensions\":[{\"name\":\"not_there\",\"version\":\"1\","
                                            + "\"schema\":\"public\"}],\"roles\":[]}\n"),
                    RestoreRequest.staged());
            assertThat(codes(preview.problems(), Severity.ERROR)).containsExactly("HF-PG-102");
            assertThat(preview.problems().get(0).message()).contains("not_there");
        }
    }

    @Test
    void a_restore_that_brought_back_less_than_the_dump_held_fails_whatever_the_tool_says() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            IntegrityException less = catchThrowableOfType(
                    IntegrityException.class,
                    () -> Worlds.stage(
                            target,
                            new Evidence(backup.reader())
                                    .with(
                                            "rows.jsonl",
                                            "{\"schema\":\"public\",\"table\":\"items\",\"rows\":101,\"exact\":true}\n"
                                                    + "{\"schema\":\"public\",\"table\":\"gone\",\"rows\":1,\"exact\":true}\n"),
                            RestoreRequest.staged(),
                            context));
            assertThat(less.code()).isEqualTo("HF-PG-116");
            assertThat(less.getMessage()).contains("public.items has 100 rows of 101", "public.gone is missing");
        }
        assertThat(count()).isEqualTo("100");
        Worlds.undo(target, context);
        assertThat(beside()).isEmpty();
    }

    @Test
    void a_part_of_a_backup_does_not_take_the_place_of_the_whole() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestoreRequest part = RestoreRequest.staged().only(List.of("public.items"));
            assertThat(codes(Worlds.preview(target, backup.reader(), part).problems(), Severity.ERROR))
                    .containsExactly("HF-PG-110");
        }
    }

    @Test
    void a_database_with_the_longest_name_there_is_can_be_restored() throws Exception {
        String longest = "ü".repeat(31) + "x";
        server.fresh(longest);
        PostgresTarget other = Worlds.target(server, longest);
        server.sql(longest, "CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)");
        try (MemoryBackup backup = Worlds.capture(other)) {
            server.sql(longest, "DELETE FROM t");
            Worlds.restore(other, backup.reader(), context);
            assertThat(server.ask(longest, "SELECT count(*) FROM t")).isEqualTo("1");
            Worlds.undo(other, context);
            assertThat(server.ask(longest, "SELECT count(*) FROM t")).isEqualTo("0");
        } finally {
            server.drop(longest);
        }
        assertThat(beside()).isEmpty();
    }

    @Test
    void a_server_that_stops_in_the_middle_leaves_the_live_database_as_it_was() throws Exception {
        try (TestServer own = TestServer.begin();
                TestRunContext interrupted = new TestRunContext().pool(2)) {
            own.fresh("shop");
            own.sql(
                    "shop",
                    Worlds.WAITS_IN_A_COPY,
                    "CREATE TABLE t (a int CHECK (waits(a)))",
                    "INSERT INTO t VALUES (1)");
            PostgresTarget shop = Worlds.target(own, "shop");
            try (MemoryBackup backup = Worlds.capture(shop)) {
                Thread stopper = new Thread(
                        () -> {
                            Worlds.awaitCopy(own);
                            own.stop();
                        },
                        "stopper");
                stopper.start();
                BackupException gone = catchThrowableOfType(
                        BackupException.class, () -> Worlds.restore(shop, backup.reader(), interrupted));
                stopper.join();
                assertThat(gone.code()).isEqualTo("HF-PG-117");
                own.start();
                Worlds.undo(shop, interrupted);
                assertThat(own.ask("shop", "SELECT count(*) FROM t")).isEqualTo("1");
                assertThat(own.databases()).noneMatch(name -> name.contains("_holdfast_"));
            }
        }
    }

    @Test
    void a_cancel_ends_the_tools_and_their_sessions() throws Exception {
        server.sql(NAME, Worlds.WAITS_IN_A_COPY, "CREATE TABLE t (a int CHECK (waits(a)))", "INSERT INTO t VALUES (1)");
        try (MemoryBackup backup = Worlds.capture(target)) {
            Thread canceller = new Thread(
                    () -> {
                        Worlds.awaitCopy(server);
                        context.cancel();
                    },
                    "canceller");
            canceller.start();
            assertThatThrownBy(() -> Worlds.stage(target, backup.reader(), RestoreRequest.staged(), context))
                    .isInstanceOf(CancelledException.class);
            canceller.join();
        }
        Worlds.undo(target, context);
        assertThat(beside()).isEmpty();
        assertThat(server.list("postgres", "SELECT pid FROM pg_stat_activity WHERE datname LIKE '%holdfast%'"))
                .isEmpty();
    }

    @Test
    void a_password_is_in_no_undo_record_and_no_message() throws Exception {
        PostgresTarget wrong = target.password(Secret.of("certainly wrong"));
        try (MemoryBackup backup = Worlds.capture(target)) {
            BackupException refused = catchThrowableOfType(
                    BackupException.class, () -> Worlds.preview(wrong, backup.reader(), RestoreRequest.staged()));
            assertThat(refused.failure().toString()).doesNotContain("certainly wrong");
            Worlds.restore(target, backup.reader(), context);
            assertThat(context.undoRecords())
                    .isNotEmpty()
                    .allSatisfy(record -> assertThat(record.toString()).doesNotContain("s3cr3t"));
        }
    }

    /** The rights that the guide lists. */
    private static String guide() throws IOException {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.exists(directory.resolve("docs/guides"))) {
            directory = directory.getParent();
        }
        String guide = Files.readString(Objects.requireNonNull(directory).resolve("docs/guides/restore-postgresql.md"));
        String begin = "<!-- sql: restore-role -->\n```sql\n";
        int at = guide.indexOf(begin) + begin.length();
        return guide.substring(at, guide.indexOf("```", at));
    }

    private static String literal(String text) {
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
