package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong with restores, each with its code and a hint, and the live database as it was. */
class RestoreFailuresTest {

    private static final String NAME = "failing";

    private TestServer server;
    private PostgresTarget target;
    private TestRunContext context;

    @BeforeEach
    void makeDatabase() {
        server = TestServer.shared();
        server.fresh(NAME);
        server.sql(NAME, "CREATE TABLE items (id int PRIMARY KEY)", "INSERT INTO items SELECT generate_series(1, 40)");
        target = Worlds.target(server, NAME);
        context = new TestRunContext().pool(4);
    }

    @AfterEach
    void cleanUp() {
        context.close();
        server.databases().stream().filter(name -> name.startsWith(NAME)).forEach(server::drop);
    }

    private static List<String> codes(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::code)
                .toList();
    }

    /** What a restore throws; it has a hint, and nothing of it is left once it is undone. */
    private BackupException failure(PostgresTarget by, MemoryBackup backup) throws Exception {
        BackupException failure =
                catchThrowableOfType(BackupException.class, () -> Worlds.restore(by, backup.reader(), context));
        assertThat(failure).isNotNull();
        assertThat(failure.hint()).endsWith(".");
        Worlds.undo(target, context);
        assertThat(server.databases()).noneMatch(name -> name.startsWith(NAME) && name.contains("_holdfast_"));
        assertThat(server.ask(NAME, "SELECT count(*) FROM items")).isEqualTo("40");
        return failure;
    }

    /** The same backup with other facts. */
    private static MemoryBackup telling(MemoryBackup backup, String fact, String value) throws Exception {
        MemoryBackup other = new MemoryBackup(backup.manifest().target(), new TarArchiver());
        for (var artifact : backup.manifest().artifacts()) {
            String suffix = artifact.suffix();
            boolean evidence = artifact.role() == dev.holdfast.backup.ArtifactRole.EVIDENCE;
            try (OutputStream out =
                    evidence ? other.sink().evidence(suffix) : other.sink().artifact(suffix)) {
                out.write(backup.bytes(suffix));
            }
        }
        backup.facts().forEach((name, text) -> other.sink().fact(name, name.equals(fact) ? value : text));
        return other;
    }

    @ParameterizedTest
    @CsvSource({
        "collate,            xx_YY.UTF-8, ERROR,   HF-PG-123",
        "server-version-num, 990001,      WARNING, HF-PG-124",
        "collate,            C,           WARNING, HF-PG-134",
    })
    void what_the_server_is_not_and_the_backup_was_is_told_before(
            String fact, String value, Severity severity, String code) throws Exception {
        try (MemoryBackup backup = Worlds.capture(target);
                MemoryBackup other = telling(backup, fact, value)) {
            RestorePreview preview = Worlds.preview(target, other.reader(), RestoreRequest.staged());
            assertThat(codes(preview.problems(), severity)).containsExactly(code);
        }
    }

    @Test
    void what_a_backup_leaves_out_is_told_before_it_takes_the_place_of_the_whole() throws Exception {
        server.sql(NAME, "CREATE TABLE cache (v int)");
        PostgresTarget some = target.excludeTables("cache");
        try (MemoryBackup backup = Worlds.capture(some)) {
            List<Problem> problems = Worlds.preview(some, backup.reader(), RestoreRequest.staged())
                    .problems();
            assertThat(codes(problems, Severity.WARNING)).containsExactly("HF-PG-137");
            assertThat(problems.get(0).message()).contains("--exclude-table=cache");
        }
    }

    @Test
    void a_restore_by_more_jobs_than_there_are_connections_is_warned_of() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestoreRequest greedy = RestoreRequest.staged().option("jobs", "64");
            assertThat(codes(Worlds.preview(target, backup.reader(), greedy).problems(), Severity.WARNING))
                    .containsExactly("HF-PG-130");
        }
    }

    @Test
    void a_backup_without_a_dump_is_none_of_ours() throws Exception {
        try (MemoryBackup odd = new MemoryBackup(target.id(), new TarArchiver())) {
            try (OutputStream out = odd.sink().artifact("txt")) {
                out.write('x');
            }
            BackupException none = catchThrowableOfType(
                    BackupException.class, () -> Worlds.preview(target, odd.reader(), RestoreRequest.staged()));
            assertThat(none.code()).isEqualTo("HF-PG-135");
        }
    }

    @Test
    void a_copy_whose_rows_nobody_counted_is_said_to_be_proven_by_its_tables_alone() throws Exception {
        PostgresTarget uncounted = target.countRows(CountRows.NONE);
        try (MemoryBackup backup = Worlds.capture(uncounted)) {
            Worlds.restore(uncounted, backup.reader(), context);
            assertThat(codes(context.problems(), Severity.INFO)).containsExactly("HF-PG-128");
            Worlds.release(uncounted, context);
        }
    }

    @Test
    void a_dump_that_does_not_come_back_fails_with_the_first_error_of_the_tool() throws Exception {
        server.sql(
                NAME,
                "CREATE TABLE orders (item int REFERENCES items)",
                "ALTER TABLE orders DISABLE TRIGGER ALL",
                "INSERT INTO orders VALUES (999)",
                "ALTER TABLE orders ENABLE TRIGGER ALL");
        try (MemoryBackup backup = Worlds.capture(target)) {
            BackupException failure = failure(target, backup);
            assertThat(failure.code()).isEqualTo("HF-PG-115");
            assertThat(failure.getMessage()).contains("orders_item_fkey");
            assertThat(failure.context()).containsKey("errors");
        }
    }

    @Test
    void a_statement_that_the_server_refuses_has_the_words_of_the_server() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target);
                MemoryBackup odd = telling(backup, "encoding", "NO_SUCH_ENCODING")) {
            BackupException failure = failure(target, odd);
            assertThat(failure.code()).isEqualTo("HF-PG-131");
            assertThat(failure.getMessage()).contains("NO_SUCH_ENCODING");
        }
    }

    @Test
    void a_tool_that_cannot_be_started_is_a_fault_of_this_machine(@TempDir Path directory) throws Exception {
        Path dump = directory.resolve("pg_dump");
        Files.writeString(dump, "#!/bin/sh\nexec " + server.bin().resolve("pg_dump") + " \"$@\"\n");
        Files.setPosixFilePermissions(dump, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (MemoryBackup backup = Worlds.capture(target)) {
            BackupException failure = failure(target.client(directory.toString()), backup);
            assertThat(failure.code()).isEqualTo("HF-PG-132");
            assertThat(failure.getMessage()).contains("pg_restore");
        }
    }

    @Test
    void a_copy_that_somebody_dropped_is_not_swapped() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestoredCopy copy = Worlds.stage(target, backup.reader(), RestoreRequest.staged(), context);
            copy.places().values().forEach(server::drop);
            BackupException gone =
                    catchThrowableOfType(BackupException.class, () -> Worlds.swap(target, copy, context));
            assertThat(gone.code()).isEqualTo("HF-PG-114");
            assertThat(server.ask(NAME, "SELECT count(*) FROM items")).isEqualTo("40");
        }
    }

    @Test
    void a_rollback_to_a_database_that_somebody_dropped_says_that_it_is_gone() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            Worlds.restore(target, backup.reader(), context);
            server.databases().stream()
                    .filter(name -> name.contains("_holdfast_old_"))
                    .forEach(server::drop);
            BackupException gone = catchThrowableOfType(BackupException.class, () -> Worlds.undo(target, context));
            assertThat(gone.code()).isEqualTo("HF-PG-122");
            assertThat(server.ask(NAME, "SELECT count(*) FROM items")).isEqualTo("40");
        }
    }

    @Test
    void a_database_that_took_the_name_meanwhile_is_moved_aside_by_a_rollback_and_stays_open() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.sql(NAME, "DELETE FROM items WHERE id > 10");
            Worlds.restore(target, backup.reader(), context);
            server.fresh(NAME);
            server.sql(NAME, "CREATE TABLE others (v int)");
            try (TestRunContext undoing = new TestRunContext()) {
                Worlds.with(target, opened -> {
                    var staged = opened.ability(dev.holdfast.backup.spi.StagedRestore.class)
                            .orElseThrow();
                    for (var record : context.undoRecordsReversed()) {
                        staged.undo(record, undoing);
                    }
                    return true;
                });
                assertThat(codes(undoing.problems(), Severity.WARNING)).containsExactly("HF-PG-121");
            }
            assertThat(server.ask(NAME, "SELECT count(*) FROM items")).isEqualTo("10");
            String aside = server.databases().stream()
                    .filter(name -> name.contains("_holdfast_aside_"))
                    .findFirst()
                    .orElseThrow();
            assertThat(server.ask(aside, "SELECT count(*) FROM others")).isEqualTo("0");
        }
    }

    /** A role that owns the database and is no superuser; gone with what it owns. */
    private <T> T asKeeper(String more, Act<T> act) throws Exception {
        String password = "E'" + TestServer.PASSWORD.replace("\\", "\\\\") + "'";
        server.sql(
                "postgres",
                "CREATE ROLE keeper_f LOGIN CREATEDB PASSWORD " + password,
                "CREATE ROLE app_f LOGIN PASSWORD " + password,
                "GRANT app_f TO keeper_f",
                "GRANT pg_signal_backend TO keeper_f",
                "ALTER DATABASE " + NAME + " OWNER TO app_f");
        server.sql(NAME, "ALTER TABLE items OWNER TO app_f");
        if (!more.isEmpty()) {
            server.sql("postgres", more);
        }
        try {
            return act.as(target.user("keeper_f").globals(Globals.NO));
        } finally {
            server.databases().stream().filter(name -> name.startsWith(NAME)).forEach(server::drop);
            server.sql("postgres", "DROP ROLE keeper_f", "DROP ROLE app_f");
        }
    }

    private interface Act<T> {
        T as(PostgresTarget keeper) throws Exception;
    }

    @Test
    void a_session_that_may_not_be_ended_stops_the_swap_and_the_live_database_stays_open() throws Exception {
        asKeeper("", keeper -> {
            try (MemoryBackup backup = Worlds.capture(keeper)) {
                RestoredCopy copy = Worlds.stage(keeper, backup.reader(), RestoreRequest.staged(), context);
                try (Connection superuser = server.connect(NAME, TestServer.USER)) {
                    BackupException stays =
                            catchThrowableOfType(BackupException.class, () -> Worlds.swap(keeper, copy, context));
                    assertThat(stays.code()).isEqualTo("HF-PG-112");
                    assertThat(superuser.isValid(5)).isTrue();
                }
                Worlds.undo(keeper, context);
                assertThat(server.ask(NAME, "SELECT count(*) FROM items")).isEqualTo("40");
            }
            return true;
        });
    }

    @Test
    void settings_of_other_roles_take_a_right_that_is_told_before() throws Exception {
        asKeeper("ALTER ROLE app_f IN DATABASE " + NAME + " SET work_mem = '5MB'", keeper -> {
            try (MemoryBackup backup = Worlds.capture(keeper)) {
                assertThat(codes(
                                Worlds.preview(keeper, backup.reader(), RestoreRequest.staged())
                                        .problems(),
                                Severity.ERROR))
                        .containsExactly("HF-PG-133");
            }
            return true;
        });
    }

    @ParameterizedTest
    @CsvSource({"HF-PG-106, failing", "HF-PG-107, 'failing,postgres'"})
    void databases_that_the_server_admits_nobody_to_are_told_before(String code, String admitted) throws Exception {
        try (LocalPostgres own = LocalPostgres.start()) {
            own.sql("postgres", "CREATE ROLE narrow LOGIN CREATEDB", "CREATE DATABASE failing OWNER narrow");
            Path rules = own.dataDirectory().resolve("pg_hba.conf");
            Files.writeString(
                    rules,
                    "host all postgres 127.0.0.1/32 scram-sha-256\nhost " + admitted + " narrow 127.0.0.1/32 trust\n");
            own.stop();
            own.restart();
            try (MemoryBackup backup = Worlds.capture(own.target("orders", "failing"))) {
                PostgresTarget narrow =
                        PostgresTarget.named("orders").url(own.url("failing")).user("narrow");
                List<String> found;
                try {
                    found = codes(
                            Worlds.preview(narrow, backup.reader(), RestoreRequest.staged())
                                    .problems(),
                            Severity.ERROR);
                } catch (BackupException e) {
                    found = List.of(e.code());
                }
                assertThat(found).contains(code);
                // A check says so long before.
                try (TestRunContext checking = new TestRunContext()) {
                    List<Problem> problems = Worlds.with(narrow, opened -> opened.check(checking));
                    assertThat(problems).extracting(Problem::code).contains(code);
                }
            }
        }
    }

    @Test
    void the_room_that_a_restore_takes_is_told() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            long size = Long.parseLong(server.ask("postgres", "SELECT pg_database_size('" + NAME + "')"));
            assertThat(Worlds.preview(target, backup.reader(), RestoreRequest.staged())
                            .bytesNeeded()
                            .orElseThrow())
                    .isCloseTo(size, org.assertj.core.data.Percentage.withPercentage(20));
        }
    }
}
