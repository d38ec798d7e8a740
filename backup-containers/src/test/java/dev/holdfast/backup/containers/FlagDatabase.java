package dev.holdfast.backup.containers;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database with a flag that makes an application read-only. */
record FlagDatabase(Path file) {

    static FlagDatabase in(Path file) throws SQLException {
        FlagDatabase database = new FlagDatabase(file);
        database.execute("CREATE TABLE settings (read_only INTEGER)");
        database.execute("CREATE TABLE audit (what TEXT)");
        database.execute("INSERT INTO settings VALUES (0)");
        return database;
    }

    String url() {
        return "jdbc:sqlite:" + file;
    }

    /** Two statements before: the second one fails when the database is broken down. */
    SqlHook hook() {
        return SqlHook.named("flag")
                .url(url())
                .before("UPDATE settings SET read_only = 1", "INSERT INTO audit VALUES ('read-only')")
                .after("UPDATE settings SET read_only = 0");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        }
    }

    boolean readOnly() throws SQLException {
        return number("SELECT read_only FROM settings") == 1;
    }

    void breakDown() throws SQLException {
        execute("DROP TABLE audit");
    }
}
