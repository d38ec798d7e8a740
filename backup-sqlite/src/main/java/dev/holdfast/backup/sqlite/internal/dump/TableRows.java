package dev.holdfast.backup.sqlite.internal.dump;

import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Sql;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the rows of one table, several per statement, in the order of their numbers or keys.
 *
 * <p>The query gives, besides the values, a letter for each value's type, and how long all texts and blobs of a row are together: a row that is
 * long is not read at once, but by {@link LongValues}.
 */
final class TableRows {

    private static final int STATEMENT = 64 * 1024;
    private static final int ROWS = 1000;
    private static final long LONG_ROW = 1 << 20;
    // SQLite bounds the depth of expressions; a group has few enough columns to be one.
    private static final int GROUP = 50;

    private final Database database;
    private final DumpOutput out;
    private final Literals literals;
    private final LongValues longValues;
    private final TableShape shape;
    private final List<String> selected = new ArrayList<>();
    private long rows;
    private int inStatement;

    TableRows(Database database, DumpOutput out, Literals literals, LongValues longValues, TableShape shape) {
        this.database = database;
        this.out = out;
        this.literals = literals;
        this.longValues = longValues;
        this.shape = shape;
        if (shape.rowid() != null) {
            selected.add(shape.rowid());
        }
        shape.columns().forEach(column -> selected.add(Sql.name(column)));
    }

    /** Writes all rows and returns how many there are. */
    long write() throws IOException {
        database.query(query(), this::row);
        end();
        return rows;
    }

    private String query() {
        StringBuilder sql = new StringBuilder("SELECT ");
        for (String column : selected) {
            // Bytes as they are stored: as text they would pass through a decoder that replaces what it does not know.
            sql.append("CASE typeof(")
                    .append(column)
                    .append(") WHEN 'text' THEN CAST(")
                    .append(column);
            sql.append(" AS BLOB) ELSE ").append(column).append(" END, ");
        }
        for (int from = 0; from < selected.size(); from += GROUP) {
            List<String> group = selected.subList(from, Math.min(from + GROUP, selected.size()));
            StringBuilder kinds = new StringBuilder();
            StringBuilder sizes = new StringBuilder();
            for (String column : group) {
                kinds.append(kinds.length() == 0 ? "" : " || ");
                kinds.append("substr(typeof(").append(column).append("), 1, 1)");
                sizes.append(sizes.length() == 0 ? "" : " + ");
                sizes.append("coalesce(octet_length(").append(column).append("), 0)");
            }
            sql.append(from == 0 ? "" : ", ").append(kinds).append(", ").append(sizes);
        }
        return sql.append(" FROM ")
                .append(Sql.name(shape.name()))
                .append(" NOT INDEXED")
                .toString();
    }

    private void row(ResultSet row) throws SQLException, IOException {
        rows++;
        long size = 0;
        StringBuilder kinds = new StringBuilder();
        for (int i = selected.size() + 1; kinds.length() < selected.size(); i += 2) {
            kinds.append(row.getString(i));
            size += row.getLong(i + 1);
        }
        if (size > LONG_ROW && !shape.key().isEmpty()) {
            end();
            longRow(row, kinds);
            return;
        }
        begin();
        out.one('(');
        for (int i = 0; i < selected.size(); i++) {
            if (i > 0) {
                out.one(',');
            }
            value(row, i + 1, kinds.charAt(i));
        }
        out.one(')');
        inStatement++;
        if (out.statement() > STATEMENT || inStatement >= ROWS) {
            end();
        }
    }

    private void value(ResultSet row, int column, char kind) throws SQLException, IOException {
        switch (kind) {
            case 'n' -> out.text("NULL");
            case 'i' -> literals.integer(row.getLong(column));
            case 'r' -> literals.real(row.getDouble(column));
            case 't' -> literals.text(bytes(row, column));
            default -> literals.blob(bytes(row, column));
        }
    }

    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        // The driver has no empty byte strings.
        return bytes == null ? new byte[0] : bytes;
    }

    private void longRow(ResultSet row, CharSequence kinds) throws SQLException, IOException {
        String where = longValues.where(row, selected, kinds, shape.key());
        List<LongValues.Value> values = new ArrayList<>();
        for (int i = 0; i < selected.size(); i++) {
            boolean text = kinds.charAt(i) == 't';
            if (text || kinds.charAt(i) == 'b') {
                values.add(longValues.write(shape.name(), selected.get(i), where, text, i));
            }
        }
        begin();
        out.one('(');
        int next = 0;
        for (int i = 0; i < selected.size(); i++) {
            if (i > 0) {
                out.one(',');
            }
            boolean isLong = next < values.size() && values.get(next).column() == i;
            LongValues.Value value = isLong ? values.get(next++) : null;
            if (value != null && value.pieces() > 0) {
                out.text(value.expression());
            } else {
                value(row, i + 1, kinds.charAt(i));
            }
        }
        out.one(')');
        inStatement++;
        end();
        longValues.forget(values);
    }

    private void begin() throws IOException {
        if (inStatement > 0) {
            out.text(",\n");
            return;
        }
        out.begin();
        out.text("INSERT INTO ").text(Sql.name(shape.name())).one('(');
        for (int i = 0; i < selected.size(); i++) {
            out.text(i == 0 ? "" : ",").text(selected.get(i));
        }
        out.text(") VALUES\n");
    }

    private void end() throws IOException {
        if (inStatement > 0) {
            out.text(";\n");
            inStatement = 0;
        }
    }
}
