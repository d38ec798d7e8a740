package dev.holdfast.backup.postgres.internal.restore;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small acts over a connection. */
final class Statements {

    /** The longest name of a database, role or table, in bytes. */
    static final int LONGEST_NAME = 63;

    private Statements() {}

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> list(Connection connection, String query, Row<T> row, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> list = new ArrayList<>();
                while (rows.next()) {
                    list.add(row.of(rows));
                }
                return list;
            }
        }
    }

    static <T> Optional<T> first(Connection connection, String query, Row<T> row, Object... parameters)
            throws SQLException {
        return list(connection, query, row, parameters).stream().findFirst();
    }

    static boolean is(Connection connection, String query, Object... parameters) throws SQLException {
        return first(connection, query, row -> row.getBoolean(1), parameters).orElse(false);
    }

    static List<String> texts(Connection connection, String query, Object... parameters) throws SQLException {
        return list(connection, query, row -> row.getString(1), parameters);
    }

    static void run(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Braces and question marks in texts are the server's, not the driver's.
            statement.setEscapeProcessing(false);
            statement.execute(command);
        }
    }

    /** Returns the beginning of a name that has room for that many bytes more; never half a character. */
    static String shortened(String name, int more) {
        int room = LONGEST_NAME - more;
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < name.length(); ) {
            int character = name.codePointAt(i);
            int size = new String(Character.toChars(character)).getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > room) {
                break;
            }
            bytes += size;
            kept.appendCodePoint(character);
            i += Character.charCount(character);
        }
        return kept.toString();
    }
}
