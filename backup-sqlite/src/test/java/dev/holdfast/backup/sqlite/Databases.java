package dev.holdfast.backup.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.testkit.MemoryArchiver;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import dev.holdfast.backup.testkit.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Databases for tests: made, changed, captured, restored, and compared value by value. */
final class Databases {

    private Databases() {}

    static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** Makes a database, or changes one. */
    static Path run(Path file, String... statements) throws SQLException {
        try (Connection connection = open(file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
        return file;
    }

    static void insert(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    static long number(Path file, String sql) throws SQLException {
        try (Connection connection = open(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : -1;
        }
    }

    static String text(Path file, String sql) throws SQLException {
        try (Connection connection = open(file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /** Loads SQL text by the sqlite3 command. */
    static Path load(byte[] sql, Path to) throws Exception {
        Tools.require("sqlite3");
        Path text = to.resolveSibling(to.getFileName() + ".sql");
        Files.write(text, sql);
        Process process = new ProcessBuilder("sqlite3", "-bail", to.toString())
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
        return to;
    }

    static MemoryBackup capture(TargetDefinition definition, TestRunContext run) throws Exception {
        MemoryBackup backup = new MemoryBackup(definition.id(), new MemoryArchiver());
        try (BackupTarget target = definition.open()) {
            target.capture(backup.sink(), run);
            return backup;
        } catch (Exception | Error e) {
            backup.close();
            throw e;
        }
    }

    static void restore(TargetDefinition definition, MemoryBackup backup, RestoreRequest how, TestRunContext run)
            throws Exception {
        try (BackupTarget target = definition.open()) {
            target.restore(backup.reader(), how, run);
        }
    }

    /** Everything that makes a database what it is, a line each: settings, schema, every value with its type and its bits. */
    static List<String> describe(Path file) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = open(file)) {
            for (String pragma : List.of(
                    "encoding", "page_size", "auto_vacuum", "user_version", "application_id", "integrity_check")) {
                rows(connection, "PRAGMA " + pragma, pragma, lines);
            }
            // Which of the kinds comes first says nothing; the order within a kind may, for triggers.
            rows(
                    connection,
                    "SELECT type, name, tbl_name, rootpage > 0, sql FROM sqlite_schema"
                            + " ORDER BY type, rootpage = 0, name LIKE 'sqlite_%', rowid",
                    "schema",
                    lines);
            List<String> tables = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                table(connection, table, lines);
            }
        }
        return lines;
    }

    /** Compares two databases by {@link #describe}, and shows the first lines that differ. */
    static void assertEqual(List<String> found, List<String> expected, String when) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(found.size(), expected.size()) && differences.size() < 6; i++) {
            String one = i < found.size() ? found.get(i) : "nothing";
            String other = i < expected.size() ? expected.get(i) : "nothing";
            if (!one.equals(other)) {
                differences.add("\n" + brief(one) + "\n  instead of\n" + brief(other));
            }
        }
        assertThat(differences).as("differences, %s", when).isEmpty();
    }

    private static String brief(String line) {
        return line.length() < 500 ? line : line.substring(0, 500) + "…";
    }

    private static void table(Connection connection, String table, List<String> lines) throws SQLException {
        String quoted = '"' + table.replace("\"", "\"\"") + '"';
        List<String> columns = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> 1")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
        }
        boolean rowid = withRowid(connection, table) && columns.stream().noneMatch("rowid"::equalsIgnoreCase);
        List<String> selected = new ArrayList<>();
        if (rowid) {
            selected.add("rowid");
        }
        columns.forEach(column -> {
            String name = '"' + column.replace("\"", "\"\"") + '"';
            selected.add("typeof(" + name + ")");
            selected.add("hex(CAST(" + name + " AS BLOB))");
            selected.add("CASE typeof(" + name + ") WHEN 'real' THEN " + name + " END");
        });
        rows(connection, "SELECT " + String.join(", ", selected) + " FROM " + quoted + " NOT INDEXED", table, lines);
    }

    private static boolean withRowid(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getInt(1) == 0;
            }
        }
    }

    private static void rows(Connection connection, String sql, String what, List<String> lines) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int count = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder line = new StringBuilder(what);
                for (int i = 1; i <= count; i++) {
                    Object value = rows.getObject(i);
                    line.append(" | ");
                    if (value instanceof Double number) {
                        line.append(Long.toHexString(Double.doubleToRawLongBits(number)));
                    } else if (value instanceof byte[] bytes) {
                        line.append(HexFormat.of().formatHex(bytes));
                    } else {
                        line.append(value);
                    }
                }
                lines.add(line.toString());
            }
        }
    }

    /** What lies in the directory of a file, besides that file. */
    static List<String> beside(Path file) throws IOException {
        try (Stream<Path> names = Files.list(file.getParent())) {
            return names.filter(path -> !path.equals(file))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** A small database with a little of everything. */
    static Path small(Path file) throws SQLException {
        return run(
                file,
                "CREATE TABLE skill(id INTEGER PRIMARY KEY, name TEXT NOT NULL, level REAL)",
                "CREATE TABLE tag(skill INTEGER REFERENCES skill(id), word TEXT)",
                "CREATE INDEX tag_word ON tag(word)",
                "CREATE VIEW loud AS SELECT upper(name) AS name FROM skill",
                "INSERT INTO skill(name, level) VALUES ('knots', 1.5), ('maps', 2), ('fire', 0.1)",
                "INSERT INTO tag VALUES (1, 'rope'), (2, 'paper')",
                "PRAGMA user_version=7");
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
