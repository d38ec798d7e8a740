package dev.holdfast.backup.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.testkit.MemoryArchiver;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases with a write-ahead log in use: file and log are copied while others write, checkpoint and begin the log again. */
class LoggedCopyTest {

    private static final int ACCOUNTS = 2000;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void bank() throws Exception {
        file = directory.resolve("bank.db");
        Databases.text(file, "PRAGMA journal_mode=WAL");
        Databases.run(
                file,
                "CREATE TABLE account(id INTEGER PRIMARY KEY, balance INTEGER, filler BLOB)",
                "CREATE TABLE transfers(made INTEGER)",
                "INSERT INTO transfers VALUES (0)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT " + ACCOUNTS + ")"
                        + " INSERT INTO account SELECT i, 100, randomblob(400) FROM n");
    }

    private SqliteTarget target() {
        return SqliteTarget.named("bank").path(file);
    }

    /** What others do at a moment of the copy. */
    private interface Meddler {
        void meddle() throws SQLException;
    }

    private static void transfer(Statement statement, Random random, int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            statement.executeUpdate(
                    "UPDATE account SET balance = balance - 1 WHERE id = " + (1 + random.nextInt(ACCOUNTS)));
            statement.executeUpdate(
                    "UPDATE account SET balance = balance + 1 WHERE id = " + (1 + random.nextInt(ACCOUNTS)));
            statement.executeUpdate("UPDATE transfers SET made = made + 1");
            statement.executeUpdate("COMMIT");
        }
    }

    private static int checkpoint(Statement statement, String how) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + how + ")")) {
            return row.next() ? row.getInt(3) : -1;
        }
    }

    private byte[] head() throws IOException {
        try (InputStream log = Files.newInputStream(directory.resolve("bank.db-wal"))) {
            return log.readNBytes(32);
        }
    }

    /** Captures, with somebody who acts before and behind each file that is copied; tells which files those were. */
    private MemoryBackup capture(TestRunContext run, List<String> copied, Meddler meddler) throws Exception {
        CommandRunner meddling = command -> {
            meddle(meddler);
            var running = run.commands().start(command);
            running.input().close();
            running.output().transferTo(OutputStream.nullOutputStream());
            try {
                running.await(run.deadline());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            copied.add(name(command));
            meddle(meddler);
            return running;
        };
        return captureWith(new OtherCommands(run, meddling));
    }

    private static void meddle(Meddler meddler) {
        try {
            meddler.meddle();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String name(Command command) {
        List<String> arguments = command.arguments();
        return Path.of(arguments.get(arguments.size() - 2)).getFileName().toString();
    }

    private MemoryBackup captureWith(RunContext context) throws Exception {
        SqliteTarget definition = target();
        MemoryBackup backup = new MemoryBackup(definition.id(), new MemoryArchiver());
        try (BackupTarget opened = definition.open()) {
            opened.capture(backup.sink(), context);
        }
        return backup;
    }

    private Path restored(MemoryBackup backup, TestRunContext run) throws Exception {
        Path restored = directory.resolve("restored.db");
        Databases.restore(target(), backup, RestoreRequest.to(restored.toString()), run);
        assertThat(Databases.text(restored, "PRAGMA integrity_check")).isEqualTo("ok");
        assertThat(Databases.number(restored, "SELECT sum(balance) FROM account"))
                .as("each transfer is there whole or not at all")
                .isEqualTo(100L * ACCOUNTS);
        return restored;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_copy_is_of_one_moment_whatever_is_written_and_checkpointed_meanwhile(long seed) throws Exception {
        Random random = new Random(seed);
        try (Connection other = Databases.open(file);
                Statement statement = other.createStatement();
                TestRunContext run = new TestRunContext()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            transfer(statement, random, 1 + random.nextInt(200));
            checkpoint(statement, random.nextBoolean() ? "PASSIVE" : "NOOP");
            transfer(statement, random, 1 + random.nextInt(200));
            long before = Databases.number(file, "SELECT made FROM transfers");
            List<String> copied = new ArrayList<>();
            List<Integer> moved = new ArrayList<>();
            try (MemoryBackup backup = capture(run, copied, () -> {
                transfer(statement, random, 1 + random.nextInt(100));
                moved.add(checkpoint(statement, "PASSIVE"));
                transfer(statement, random, 1 + random.nextInt(100));
            })) {
                assertThat(copied).as("seed " + seed).containsExactly("bank.db-wal", "bank.db");
                assertThat(moved).as("pages that went into the file meanwhile").allMatch(pages -> pages > 0);
                long made = Databases.number(restored(backup, run), "SELECT made FROM transfers");
                assertThat(made).isBetween(before, Databases.number(file, "SELECT made FROM transfers"));
            }
        }
    }

    /** Nothing but the log's own head tells that half of a copy is of another log. */
    @Test
    void a_log_that_is_begun_again_meanwhile_is_noticed_and_pages_are_copied() throws Exception {
        Random random = new Random(1);
        try (Connection other = Databases.open(file);
                Statement statement = other.createStatement();
                TestRunContext run = new TestRunContext()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            transfer(statement, random, 300);
            checkpoint(statement, "PASSIVE");
            byte[] head = head();
            List<String> copied = new ArrayList<>();
            try (MemoryBackup backup = capture(run, copied, () -> transfer(statement, random, 1))) {
                assertThat(head()).as("begun again").isNotEqualTo(head);
                assertThat(copied).isNotEmpty();
                assertThat(Databases.number(restored(backup, run), "SELECT made FROM transfers"))
                        .as("the moment that the transaction sees")
                        .isEqualTo(300);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SqliteFormat.class)
    void what_is_in_the_log_alone_is_in_file_text_and_facts(SqliteFormat format) throws Exception {
        try (Connection other = Databases.open(file);
                Statement statement = other.createStatement();
                TestRunContext run = new TestRunContext()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            checkpoint(statement, "TRUNCATE");
            statement.executeUpdate("PRAGMA user_version=42");
            statement.executeUpdate("INSERT INTO account SELECT id + " + ACCOUNTS + ", 0, filler FROM account");
            SqliteTarget definition = target().format(format);
            try (MemoryBackup backup = Databases.capture(definition, run)) {
                assertThat(backup.facts())
                        .containsEntry("user-version", "42")
                        .containsEntry("journal-mode", "wal")
                        .containsEntry("rows", Integer.toString(2 * ACCOUNTS + 1));
                assertThat(Databases.number(restored(backup, run), "SELECT count(*) FROM account"))
                        .isEqualTo(2L * ACCOUNTS);
            }
        }
    }

    @Test
    void pages_that_the_log_takes_away_are_gone_from_the_copy() throws Exception {
        try (Connection other = Databases.open(file);
                Statement statement = other.createStatement();
                TestRunContext run = new TestRunContext()) {
            checkpoint(statement, "TRUNCATE");
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            statement.executeUpdate("UPDATE account SET filler = NULL");
            statement.executeUpdate("VACUUM");
            long pages = Databases.number(file, "PRAGMA page_count");
            assertThat(Files.size(file)).isGreaterThan(4096 * pages);
            try (MemoryBackup backup = Databases.capture(target(), run)) {
                assertThat(backup.bytes("db")).hasSize((int) (4096 * pages));
                restored(backup, run);
            }
        }
    }

    @Test
    void a_log_that_a_crash_left_alone_is_read_too() throws Exception {
        Path left = Files.createDirectory(directory.resolve("left"));
        try (Connection other = Databases.open(file);
                Statement statement = other.createStatement();
                TestRunContext run = new TestRunContext()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            transfer(statement, new Random(1), 50);
            for (String name : List.of("bank.db", "bank.db-wal")) {
                Files.copy(directory.resolve(name), left.resolve(name));
            }
            file = left.resolve("bank.db");
            try (MemoryBackup backup = captureWith(run)) {
                assertThat(Databases.number(restored(backup, run), "SELECT made FROM transfers"))
                        .isEqualTo(50);
            }
        }
    }

    /** Readers of this process would lose their locks if the file were opened and closed here. */
    @Test
    void locks_of_the_same_process_are_kept() throws Exception {
        try (Connection reader = Databases.open(file);
                Statement reading = reader.createStatement();
                TestRunContext run = new TestRunContext()) {
            reading.executeUpdate("PRAGMA wal_autocheckpoint=0");
            transfer(reading, new Random(1), 5);
            reading.executeUpdate("BEGIN");
            reading.executeQuery("SELECT count(*) FROM account").close();
            captureWith(run).close();
            Process other = new ProcessBuilder("sqlite3", "-batch", file.toString(), "PRAGMA journal_mode=DELETE;")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(other.getInputStream().readAllBytes()).trim();
            other.waitFor();
            assertThat(said).as("another process finds the database in use").contains("database is locked");
            reading.executeUpdate("COMMIT");
        }
    }
}
