package dev.holdfast.backup.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.Collation;
import org.sqlite.Function;

/** SQL text is loaded by the sqlite3 command, and by a restore, to an equal database. */
class SqlDumpTest {

    private static final long SEED = 20261121;

    @TempDir
    Path directory;

    private static SqliteTarget sql(Path file) {
        return SqliteTarget.named("odd").path(file).format(SqliteFormat.SQL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16le", "UTF-16be"})
    void the_sqlite3_command_loads_the_text_of_an_odd_database_to_an_equal_one(String encoding) throws Exception {
        Path original = OddDatabase.make(directory.resolve("odd.db"), encoding, SEED);
        List<String> before = Databases.describe(original);
        try (TestRunContext run = new TestRunContext().pool(2);
                MemoryBackup backup = Databases.capture(sql(original), run)) {
            assertThat(run.problems()).isEmpty();
            Path loaded = Databases.load(backup.bytes("sql"), directory.resolve("loaded.db"));

            Databases.assertEqual(Databases.describe(loaded), before, "seed " + SEED);
            Databases.assertEqual(Databases.describe(original), before, "after the capture");
            for (Path file : List.of(original, loaded)) {
                assertThat(Databases.number(file, "SELECT rowid FROM fts('tying OR draw*')"))
                        .isEqualTo(900);
                assertThat(Databases.number(file, "SELECT rowid FROM external('three')"))
                        .isEqualTo(3);
                assertThat(Databases.number(file, "SELECT rowid FROM contentless('index')"))
                        .isEqualTo(6);
                assertThat(Databases.number(file, "SELECT docid FROM old WHERE old MATCH 'words'"))
                        .isEqualTo(12);
                assertThat(Databases.number(file, "SELECT id FROM box WHERE x0 > 1.9"))
                        .isEqualTo(9);
                Databases.run(file, "INSERT INTO fts(fts) VALUES ('integrity-check')");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16le", "UTF-16be"})
    void a_restore_makes_an_equal_database_of_the_text(String encoding) throws Exception {
        Path original = OddDatabase.make(directory.resolve("odd.db"), encoding, SEED + 1);
        Path restored = directory.resolve("restored.db");
        try (TestRunContext run = new TestRunContext().pool(2);
                MemoryBackup backup = Databases.capture(sql(original), run)) {
            Databases.restore(sql(original), backup, RestoreRequest.to(restored.toString()), run);

            assertThat(run.problems()).isEmpty();
            Databases.assertEqual(Databases.describe(restored), Databases.describe(original), "seed " + (SEED + 1));
            new SqliteTargetProvider().verify(backup.reader(), run);
            try (MemoryBackup again = Databases.capture(sql(restored), run)) {
                assertThat(new String(again.bytes("sql"), StandardCharsets.UTF_8))
                        .isEqualTo(new String(backup.bytes("sql"), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void an_empty_database_is_a_valid_backup() throws Exception {
        Path original = Databases.run(directory.resolve("empty.db"), "PRAGMA user_version=3");
        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = Databases.capture(sql(original), run)) {
            Path loaded = Databases.load(backup.bytes("sql"), directory.resolve("loaded.db"));
            assertThat(Databases.describe(loaded)).isEqualTo(Databases.describe(original));
        }
    }

    @Test
    void a_sequence_that_no_table_uses_any_more_stays() throws Exception {
        Path original = Databases.run(
                directory.resolve("sequence.db"),
                "CREATE TABLE gone(id INTEGER PRIMARY KEY AUTOINCREMENT)",
                "DROP TABLE gone",
                "CREATE TABLE kept(id INTEGER PRIMARY KEY)");
        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = Databases.capture(sql(original), run)) {
            Path loaded = Databases.load(backup.bytes("sql"), directory.resolve("loaded.db"));
            assertThat(Databases.describe(loaded)).isEqualTo(Databases.describe(original));
        }
    }

    @Test
    void a_virtual_table_of_a_module_that_is_not_there_comes_back_as_it_was() throws Exception {
        Path original = Databases.run(
                directory.resolve("module.db"),
                "CREATE TABLE v_data(x)",
                "INSERT INTO v_data VALUES (1), ('two')",
                "PRAGMA writable_schema=ON",
                "INSERT INTO sqlite_schema VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING gone(a, b)')");
        try (TestRunContext run = new TestRunContext();
                MemoryBackup backup = Databases.capture(sql(original), run)) {
            Path loaded = Databases.load(backup.bytes("sql"), directory.resolve("loaded.db"));
            assertThat(Databases.text(loaded, "SELECT sql FROM sqlite_schema WHERE name = 'v'"))
                    .isEqualTo("CREATE VIRTUAL TABLE v USING gone(a, b)");
            assertThat(Databases.number(loaded, "SELECT count(*) FROM v_data")).isEqualTo(2);
        }
    }

    @Test
    void a_schema_that_needs_its_applications_functions_is_refused_as_text_and_kept_as_a_copy() throws Exception {
        Path file = directory.resolve("custom.db");
        try (Connection connection = Databases.open(file)) {
            Function.create(connection, "twice", new Twice(), 1, Function.FLAG_DETERMINISTIC);
            Collation.create(connection, "backwards", new Backwards());
            for (String statement : List.of(
                    "CREATE TABLE t(a TEXT, b TEXT COLLATE backwards)",
                    "INSERT INTO t VALUES ('x', 'y'), ('z', 'a')",
                    "CREATE INDEX t_b ON t(b)",
                    "CREATE INDEX t_a ON t(twice(a))")) {
                try (var work = connection.createStatement()) {
                    work.executeUpdate(statement);
                }
            }
        }
        try (TestRunContext run = new TestRunContext()) {
            assertThatThrownBy(() -> Databases.capture(sql(file), run))
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.code()).isEqualTo("HF-SQL-011"));
            SqliteTarget copy = SqliteTarget.named("odd").path(file).check(SqliteCheck.FULL);
            try (MemoryBackup backup = Databases.capture(copy, run)) {
                assertThat(backup.facts()).containsEntry("rows", "2");
                assertThat(run.problems())
                        .allSatisfy(problem -> assertThat(problem.code()).isEqualTo("HF-SQL-015"));
            }
        }
    }

    @Test
    void a_name_that_text_would_change_is_refused() throws Exception {
        Path file = Databases.run(directory.resolve("name.db"), "CREATE TABLE \"a\r\nb\"(x)");
        try (TestRunContext run = new TestRunContext()) {
            assertThatThrownBy(() -> Databases.capture(sql(file), run))
                    .hasMessageContaining("line break of two characters");
        }
    }

    private static final class Twice extends Function {
        @Override
        protected void xFunc() throws SQLException {
            result(value_text(0) + value_text(0));
        }
    }

    private static final class Backwards extends Collation {
        @Override
        protected int xCompare(String one, String other) {
            return other.compareTo(one);
        }
    }
}
