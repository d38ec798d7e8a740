package dev.holdfast.backup.sqlite.internal.dump;

import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Sql;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes long texts and blobs in pieces, so that neither who writes the dump nor who loads it needs a statement as long as the value: the pieces
 * go into a temporary table, from which the row's own statement puts the value together.
 */
final class LongValues {

    private static final int LONG = 64 * 1024;
    private static final long PIECE = 1 << 20;
    private static final int READ = 16 << 20;
    // SQLite allows an expression a depth of 1,000.
    private static final int MAX_PIECES = 500;

    private final Database database;
    private final DumpOutput out;
    private final Encoding encoding;
    private final String pieces;
    private boolean begun;
    private int number;

    LongValues(Database database, DumpOutput out, Encoding encoding, List<SchemaItem> items) {
        this.database = database;
        this.out = out;
        this.encoding = encoding;
        this.pieces = "temp." + free("holdfast_pieces", items);
    }

    /** A temporary table hides one of the same name. */
    private static String free(String wanted, List<SchemaItem> items) {
        String name = wanted;
        while (hasName(items, name)) {
            name += "_";
        }
        return name;
    }

    private static boolean hasName(List<SchemaItem> items, String name) {
        return items.stream().anyMatch(item -> item.name().equalsIgnoreCase(name));
    }

    /**
     * A value that was written.
     *
     * @param column its place among those that are selected
     * @param pieces how many pieces it has; 0 if it is short and was not written
     * @param expression what puts it together
     */
    record Value(int column, int pieces, String expression) {}

    /** Returns the condition that is true for one row alone. */
    String where(ResultSet row, List<String> selected, CharSequence kinds, List<String> key)
            throws SQLException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DumpOutput condition = new DumpOutput(bytes);
        Literals literals = new Literals(condition, encoding);
        String and = "";
        for (String column : key) {
            int at = selected.indexOf(column);
            String name = at >= 0 ? column : Sql.name(column);
            at = at >= 0 ? at : selected.indexOf(name);
            condition.text(and).text(name).text(" IS ");
            byte[] stored = kinds.charAt(at) == 't' || kinds.charAt(at) == 'b' ? row.getBytes(at + 1) : null;
            switch (kinds.charAt(at)) {
                case 'n' -> condition.text("NULL");
                case 'i' -> literals.integer(row.getLong(at + 1));
                case 'r' -> literals.real(row.getDouble(at + 1));
                case 't' -> literals.text(stored == null ? new byte[0] : stored);
                default -> literals.blob(stored == null ? new byte[0] : stored);
            }
            and = " AND ";
        }
        condition.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    Value write(String table, String column, String where, boolean text, int place) throws IOException {
        String from = " FROM " + Sql.name(table) + " WHERE " + where;
        long length = database.number("SELECT octet_length(" + column + ")" + from);
        if (length <= LONG) {
            return new Value(place, 0, "");
        }
        if (!begun) {
            begun = true;
            out.text("CREATE TEMP TABLE " + pieces.substring("temp.".length())
                    + "(n INTEGER PRIMARY KEY, piece BLOB);\n");
        }
        int first = number + 1;
        long size = Math.max(PIECE, (length / MAX_PIECES + 2) / 2 * 2);
        String query = "SELECT substr(CAST(" + column + " AS BLOB), ?, ?)" + from;
        long read = READ / size * size;
        for (long at = 0; at < length; at += read) {
            byte[] bytes = database.bytes(query, at + 1, read);
            for (int offset = 0; offset < bytes.length; offset += (int) size) {
                int count = (int) Math.min(size, bytes.length - offset);
                boolean pad = !encoding.isUtf8() && count % 2 != 0;
                out.text("INSERT INTO " + pieces + " VALUES(" + ++number + ",");
                // In UTF-16 what is put together loses an odd last byte.
                out.hex(
                        pad ? java.util.Arrays.copyOfRange(bytes, offset, offset + count + 1) : bytes,
                        pad ? 0 : offset,
                        pad ? count + 1 : count);
                out.text(");\n");
            }
        }
        return new Value(place, number - first + 1, expression(first, number, text, length));
    }

    private String expression(int first, int last, boolean text, long length) {
        StringBuilder all = new StringBuilder();
        for (int n = first; n <= last; n++) {
            all.append(n == first ? "" : "||").append("(SELECT piece FROM ").append(pieces);
            all.append(" WHERE n=").append(n).append(')');
        }
        String blob = "substr(CAST(" + all + " AS BLOB),1," + length + ")";
        return text ? "CAST(" + blob + " AS TEXT)" : blob;
    }

    void forget(List<Value> values) throws IOException {
        if (values.stream().anyMatch(value -> value.pieces() > 0)) {
            out.text("DELETE FROM " + pieces + ";\n");
        }
        number = 0;
    }
}
