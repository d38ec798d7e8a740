package dev.holdfast.backup.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.SizeEstimate;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.testkit.MemoryArchiver;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is captured is one moment of a sound database; everything else is an error with a code of its own. */
class CaptureTest {

    @TempDir
    Path directory;

    private static SqliteTarget target(Path file) {
        return SqliteTarget.named("skills").path(file);
    }

    /** The code that check and capture agree on. */
    private static String code(SqliteTarget target) throws Exception {
        try (TestRunContext run = new TestRunContext();
                BackupTarget opened = target.open()) {
            List<Problem> problems = opened.check(run);
            BackupException thrown = catchThrowableOfType(BackupException.class, () -> Databases.capture(target, run));
            assertThat(run.open()).isEmpty();
            assertThat(thrown.getMessage()).doesNotContain("\n").isNotBlank();
            assertThat(problems).extracting(Problem::severity).containsOnly(Severity.ERROR);
            assertThat(problems).extracting(Problem::code).containsExactly(thrown.code());
            assertThat(problems).extracting(Problem::retry).containsExactly(thrown.retryStatus());
            return thrown.code();
        }
    }

    @Test
    void a_database_that_is_not_there_is_not_made() throws Exception {
        Path file = directory.resolve("none/skills.db");
        assertThat(code(target(file))).isEqualTo("HF-SQL-002");
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void a_target_has_to_name_its_file_and_one_for_restores_alone_has_none_to_capture() throws Exception {
        BackupException nameless = catchThrowableOfType(BackupException.class, SqliteTarget.named("skills")::open);
        assertThat(nameless.code()).isEqualTo("HF-SQL-001");
        try (TestRunContext run = new TestRunContext()) {
            BackupException nothing = catchThrowableOfType(
                    BackupException.class,
                    () -> Databases.capture(new SqliteTargetProvider().forRestore("skills"), run));
            assertThat(nothing.code()).isEqualTo("HF-SQL-001");
        }
    }

    @Test
    void a_directory_is_no_database() throws Exception {
        assertThat(code(target(directory))).isEqualTo("HF-SQL-003");
    }

    @Test
    void text_and_nothing_are_no_databases() throws Exception {
        Path text = Files.writeString(
                directory.resolve("text.db"), "just a text ".repeat(1000).substring(0, 4096));
        Path empty = Files.createFile(directory.resolve("empty.db"));
        assertThat(code(target(text))).isEqualTo("HF-SQL-005");
        assertThat(code(target(empty))).isEqualTo("HF-SQL-005");
        assertThat(empty).isEmptyFile();
    }

    @Test
    void an_encrypted_database_is_told_from_a_text() throws Exception {
        byte[] noise = new byte[8192];
        new Random(7).nextBytes(noise);
        Path file = Files.write(directory.resolve("secret.db"), noise);
        assertThat(code(target(file))).isEqualTo("HF-SQL-006");
        assertThat(file).hasBinaryContent(noise);
    }

    @Test
    void a_required_table_must_be_there_whatever_its_case() throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        assertThat(code(target(file).requireTables("Skill", "LOUD", "people"))).isEqualTo("HF-SQL-009");
        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = Databases.capture(target(file).requireTables("Skill", "LOUD"), run)) {
            assertThat(backup.facts())
                    .containsEntry("rows", "5")
                    .containsEntry("user-version", "7")
                    .containsEntry("path", file.toRealPath().toString());
            assertThat(new String(backup.bytes("rows.json"), StandardCharsets.UTF_8))
                    .isEqualTo("{\"tables\":[\n{\"name\":\"skill\",\"rows\":3},\n{\"name\":\"tag\",\"rows\":2}\n]}\n");
        }
    }

    @Test
    void the_size_of_a_first_backup_is_that_of_the_file_and_of_what_waits_in_its_log() throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        assertThat(estimate(file)).isEqualTo(Files.size(file));
        Databases.text(file, "PRAGMA journal_mode=WAL");
        try (Connection other = Databases.open(file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            statement.executeUpdate("INSERT INTO skill(name) VALUES (hex(zeroblob(100000)))");
            assertThat(estimate(file)).isGreaterThan(Files.size(file) + 200_000);
        }
        BackupException none =
                catchThrowableOfType(BackupException.class, () -> estimate(directory.resolve("none.db")));
        assertThat(none.code()).isEqualTo("HF-SQL-002");
    }

    private static long estimate(Path file) throws Exception {
        try (TestRunContext run = new TestRunContext();
                BackupTarget opened = target(file).open()) {
            return opened.ability(SizeEstimate.class)
                    .orElseThrow()
                    .estimate(run)
                    .bytes()
                    .orElseThrow();
        }
    }

    @Test
    void a_database_that_stays_locked_is_given_up_after_a_while() throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        try (Connection other = Databases.open(file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("BEGIN EXCLUSIVE");
            assertThat(code(target(file).lockTimeout(Duration.ofMillis(300)))).isEqualTo("HF-SQL-008");
            statement.executeUpdate("ROLLBACK");
        }
    }

    @ParameterizedTest
    @EnumSource(SqliteFormat.class)
    void a_damaged_page_fails_the_backup_wherever_it_is(SqliteFormat format) throws Exception {
        Path sound = directory.resolve("sound.db");
        Databases.run(
                sound,
                "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000)"
                        + " INSERT INTO t SELECT i, printf('%0200d', i) FROM n",
                "CREATE INDEX t_b ON t(b)");
        byte[] bytes = Files.readAllBytes(sound);
        int pages = bytes.length / 4096;
        Random random = new Random(99);
        for (int page = 1; page < pages; page += 1 + random.nextInt(25)) {
            Path file = Files.write(directory.resolve("damaged-" + format + "-" + page + ".db"), bytes);
            try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
                raw.seek(page * 4096L);
                raw.write(Databases.filled(600, 0x5a));
            }
            try (TestRunContext run = new TestRunContext().pool(1)) {
                BackupException thrown = catchThrowableOfType(
                        BackupException.class,
                        () -> Databases.capture(target(file).format(format), run));
                assertThat(thrown).as("damage of page %d", page + 1).isNotNull();
                assertThat(thrown.code()).isEqualTo("HF-SQL-007");
                assertThat(run.open()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 4095, 4096, 5000})
    void a_file_that_was_cut_fails_the_backup(int keep) throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, keep));
        assertThat(catchThrowableOfType(BackupException.class, () -> {
                            try (TestRunContext run = new TestRunContext()) {
                                Databases.capture(target(file), run);
                            }
                        })
                        .code())
                .isIn("HF-SQL-005", "HF-SQL-007");
    }

    @Test
    void a_full_check_finds_an_index_that_does_not_agree_with_its_table() throws Exception {
        Path file = directory.resolve("index.db");
        Databases.run(
                file,
                "CREATE TABLE t(a, b)",
                "CREATE INDEX t_a ON t(a)",
                "INSERT INTO t VALUES (1, 2), (3, 4)",
                "PRAGMA writable_schema=ON",
                "UPDATE sqlite_schema SET sql = 'CREATE INDEX t_a ON t(b)' WHERE name = 't_a'");
        try (TestRunContext run = new TestRunContext()) {
            Databases.capture(target(file), run).close();
            BackupException thrown = catchThrowableOfType(
                    BackupException.class, () -> Databases.capture(target(file).check(SqliteCheck.FULL), run));
            assertThat(thrown.code()).isEqualTo("HF-SQL-007");
        }
    }

    @Test
    void rows_that_their_table_would_not_take_degrade_a_copy_and_are_refused_as_text() throws Exception {
        Path file = Databases.run(
                directory.resolve("skills.db"),
                "CREATE TABLE u(a)",
                "INSERT INTO u VALUES (NULL)",
                "PRAGMA writable_schema=ON",
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE u(a NOT NULL)' WHERE name = 'u'");
        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = Databases.capture(target(file), run)) {
            assertThat(run.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("HF-SQL-016");
                assertThat(problem.severity()).isEqualTo(Severity.WARNING);
                assertThat(problem.message()).contains("NULL value in u.a");
            });
            Path restored = directory.resolve("restored.db");
            Databases.restore(target(file), backup, RestoreRequest.to(restored.toString()), run);
            assertThat(Databases.describe(restored)).isEqualTo(Databases.describe(file));
            BackupException thrown = catchThrowableOfType(
                    BackupException.class, () -> Databases.capture(target(file).format(SqliteFormat.SQL), run));
            assertThat(thrown.code()).isEqualTo("HF-SQL-011");
        }
    }

    @Test
    void rows_that_break_a_foreign_key_degrade_the_backup_if_asked_for() throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        Databases.run(file, "INSERT INTO tag VALUES (4711, 'lost')");
        try (TestRunContext run = new TestRunContext()) {
            Databases.capture(target(file), run).close();
            assertThat(run.problems()).isEmpty();
            Databases.capture(target(file).checkForeignKeys(true), run).close();
            assertThat(run.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("HF-SQL-012");
                assertThat(problem.severity()).isEqualTo(Severity.WARNING);
                assertThat(problem.context()).containsEntry("tables", "[tag]");
            });
        }
    }

    @Test
    void what_lies_in_the_write_ahead_log_alone_is_captured_and_the_log_is_left_alone() throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        Databases.text(file, "PRAGMA journal_mode=WAL");
        try (Connection writer = Databases.open(file);
                Statement statement = writer.createStatement();
                TestRunContext run = new TestRunContext()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            statement.executeUpdate("INSERT INTO skill(name) VALUES ('only in the log')");
            byte[] log = Files.readAllBytes(directory.resolve("skills.db-wal"));
            try (MemoryBackup backup = Databases.capture(target(file), run)) {
                assertThat(directory.resolve("skills.db-wal")).hasBinaryContent(log);
                Path restored = directory.resolve("restored.db");
                Databases.restore(target(file), backup, RestoreRequest.to(restored.toString()), run);
                assertThat(Databases.number(restored, "SELECT count(*) FROM skill"))
                        .isEqualTo(4);
                assertThat(Databases.text(restored, "PRAGMA journal_mode")).isEqualTo("wal");
            }
        }
    }

    @Test
    void paths_of_any_characters_are_opened() throws Exception {
        Path odd = Files.createDirectories(directory.resolve("a b?mode=memory#x%41&é"));
        Path file = odd.resolve("skills?cache=shared.db");
        Files.copy(Databases.small(directory.resolve("plain.db")), file);
        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = Databases.capture(target(file), run)) {
            assertThat(backup.facts()).containsEntry("rows", "5");
            assertThat(Databases.beside(file)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal", "delete"})
    void under_a_writer_that_never_rests_a_capture_ends_and_holds_one_moment(String journal) throws Exception {
        Path file = directory.resolve("busy.db");
        Databases.text(file, "PRAGMA journal_mode=" + journal);
        Databases.run(
                file,
                "CREATE TABLE account(id INTEGER PRIMARY KEY, balance INTEGER, filler BLOB)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)"
                        + " INSERT INTO account SELECT i, 100, randomblob(500) FROM n");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger commits = new AtomicInteger();
        var executor = Executors.newSingleThreadExecutor();
        try (TestRunContext run = new TestRunContext().pool(2)) {
            Future<?> writer = executor.submit(() -> {
                hammer(file, stop, commits);
                return null;
            });
            for (int round = 0; round < 3; round++) {
                int before = commits.get();
                while (commits.get() < before + 20 && !writer.isDone()) {
                    Thread.onSpinWait();
                }
                try (MemoryBackup backup = Databases.capture(target(file), run)) {
                    Path restored = directory.resolve("restored-" + round + ".db");
                    Databases.restore(target(file), backup, RestoreRequest.to(restored.toString()), run);
                    assertThat(Databases.number(restored, "SELECT sum(balance) FROM account"))
                            .isEqualTo(2_000_000);
                    assertThat(Databases.number(restored, "SELECT count(*) FROM account"))
                            .isEqualTo(20_000);
                    assertThat(Databases.text(restored, "PRAGMA integrity_check"))
                            .isEqualTo("ok");
                }
            }
            stop.set(true);
            writer.get();
        } finally {
            stop.set(true);
            executor.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal", "delete"})
    void a_database_at_rest_is_copied_as_a_file_that_nobody_changes_meanwhile(String journal) throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        Databases.text(file, "PRAGMA journal_mode=" + journal);
        byte[] before = Files.readAllBytes(file);
        AtomicBoolean copied = new AtomicBoolean();
        AtomicBoolean written = new AtomicBoolean();
        try (TestRunContext run = new TestRunContext()) {
            CommandRunner meddling = command -> {
                if (command.arguments().get(0).equals("cp")) {
                    copied.set(true);
                    written.set(writeAndCheckpoint(file));
                }
                return run.commands().start(command);
            };
            try (MemoryBackup backup = captureWith(new OtherCommands(run, meddling), file)) {
                assertThat(copied).isTrue();
                // With a log others go on; without one they wait.
                assertThat(written.get()).isEqualTo(journal.equals("wal"));
                assertThat(backup.bytes("db")).isEqualTo(before);
                assertThat(backup.facts()).containsEntry("rows", "5");
            }
        }
    }

    private static boolean writeAndCheckpoint(Path file) {
        try (Connection other = Databases.open(file);
                Statement statement = other.createStatement()) {
            statement.executeUpdate("PRAGMA busy_timeout=0");
            statement.executeUpdate("DELETE FROM skill");
            statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)").close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Test
    void a_machine_without_the_tool_for_files_copies_page_by_page() throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        try (TestRunContext run = new TestRunContext()) {
            CommandRunner none = command -> {
                throw new IOException("no such tool: " + command);
            };
            try (MemoryBackup backup = captureWith(new OtherCommands(run, none), file)) {
                assertThat(backup.facts()).containsEntry("rows", "5");
            }
        }
    }

    private static MemoryBackup captureWith(RunContext context, Path file) throws Exception {
        SqliteTarget definition = target(file);
        MemoryBackup backup = new MemoryBackup(definition.id(), new MemoryArchiver());
        try (BackupTarget opened = definition.open()) {
            opened.capture(backup.sink(), context);
        }
        return backup;
    }

    /** Moves money between accounts, a transaction each, without a pause. */
    private static void hammer(Path file, AtomicBoolean stop, AtomicInteger commits) throws SQLException {
        Random random = new Random(1);
        try (Connection connection = Databases.open(file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA busy_timeout=30000");
            statement.executeUpdate("PRAGMA synchronous=OFF");
            while (!stop.get()) {
                statement.executeUpdate("BEGIN IMMEDIATE");
                statement.executeUpdate(
                        "UPDATE account SET balance = balance - 1 WHERE id = " + (1 + random.nextInt(20000)));
                statement.executeUpdate(
                        "UPDATE account SET balance = balance + 1 WHERE id = " + (1 + random.nextInt(20000)));
                statement.executeUpdate("COMMIT");
                commits.incrementAndGet();
            }
        }
    }

    @Test
    void a_snapshot_is_of_its_moment_whatever_is_written_before_it_is_streamed() throws Exception {
        Path file = Databases.small(directory.resolve("skills.db"));
        SqliteTarget definition = target(file);
        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = new MemoryBackup(definition.id(), new MemoryArchiver());
                BackupTarget opened = definition.open()) {
            try (Snapshots.Snapshot snapshot =
                    opened.ability(Snapshots.class).orElseThrow().snapshot(run)) {
                Databases.run(file, "DELETE FROM skill");
                snapshot.capture(backup.sink(), run);
            }
            assertThat(run.open()).isEmpty();
            assertThat(backup.facts()).containsEntry("rows", "5");
        }
    }

    @Test
    void a_cancel_ends_the_copy_of_a_large_database_between_two_steps() throws Exception {
        Path file = directory.resolve("large.db");
        Databases.run(
                file,
                "PRAGMA synchronous=OFF",
                "CREATE TABLE t(b)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 64)"
                        + " INSERT INTO t SELECT randomblob(1000000) FROM n");
        byte[] before = Files.readAllBytes(file);
        try (TestRunContext run = new TestRunContext()) {
            dev.holdfast.backup.spi.RunContext cancelling = new CancelOnCopy(run);
            BackupException thrown = catchThrowableOfType(BackupException.class, () -> {
                try (BackupTarget opened = target(file).open()) {
                    opened.ability(Snapshots.class).orElseThrow().snapshot(cancelling);
                }
            });
            assertThat(thrown.code()).isEqualTo("HF-RUN-001");
            assertThat(run.open()).isEmpty();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(Databases.beside(file)).isEmpty();
        assertThat(Databases.text(file, "PRAGMA integrity_check")).isEqualTo("ok");
    }
}
