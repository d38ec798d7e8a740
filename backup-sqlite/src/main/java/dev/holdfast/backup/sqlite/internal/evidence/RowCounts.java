package dev.holdfast.backup.sqlite.internal.evidence;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import dev.holdfast.backup.sqlite.internal.db.Sql;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows each table has: the evidence {@code rows.json}. All tables with rows of their own are counted, those that virtual tables keep
 * their data in included; virtual tables themselves and views are not.
 *
 * @param rows by table, in the order of their names
 */
public record RowCounts(SortedMap<String, Long> rows) {

    /** What the evidence is called. */
    public static final String SUFFIX = "rows.json";

    private static final Pattern LINE =
            Pattern.compile("\\{\"name\":\"((?:[^\"\\\\]|\\\\.)*)\",\"rows\":(\\d{1,18})\\}");

    /**
     * Copies the counts.
     *
     * @param rows by table, in the order of their names
     */
    public RowCounts {
        rows = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    /**
     * Counts.
     *
     * @param database the database
     * @return the counts
     */
    public static RowCounts of(Database database) {
        SortedMap<String, Long> rows = new TreeMap<>();
        String tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
        for (String table : database.texts(tables)) {
            rows.put(table, database.number("SELECT count(*) FROM " + Sql.name(table)));
        }
        return new RowCounts(rows);
    }

    /** {@return the sum} */
    public long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Writes the evidence: a JSON document with a line per table.
     *
     * @param out where to; stays open
     * @throws IOException if it cannot be written
     */
    public void write(OutputStream out) throws IOException {
        StringBuilder json = new StringBuilder("{\"tables\":[");
        String separator = "\n";
        for (var table : rows.entrySet()) {
            json.append(separator).append("{\"name\":\"");
            escape(json, table.getKey());
            json.append("\",\"rows\":").append(table.getValue()).append('}');
            separator = ",\n";
            if (json.length() > 8192) {
                out.write(json.toString().getBytes(StandardCharsets.UTF_8));
                json.setLength(0);
            }
        }
        json.append("\n]}\n");
        out.write(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void escape(StringBuilder json, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c) || c == '\u2028' || c == '\u0085') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param in the evidence, read to its end
     * @return the counts
     * @throws IOException if it cannot be read
     */
    public static RowCounts read(InputStream in) throws IOException {
        SortedMap<String, Long> rows = new TreeMap<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.find()) {
                rows.put(unescape(String.valueOf(matcher.group(1))), Long.parseLong(String.valueOf(matcher.group(2))));
            }
        }
        return new RowCounts(rows);
    }

    private static String unescape(String json) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (json.charAt(i + 1) == 'u' && i + 5 < json.length()) {
                text.append((char) Integer.parseInt(json.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                text.append(json.charAt(++i));
            }
        }
        return text.toString();
    }

    /**
     * Compares what came back with what was backed up.
     *
     * @param restored the counts of the restored database
     * @throws IntegrityException {@code HF-SQL-041} if a table is missing, or has another number of rows
     */
    public void require(RowCounts restored) {
        for (var table : rows.entrySet()) {
            Long found = restored.rows.get(table.getKey());
            if (!table.getValue().equals(found)) {
                String name = Failures.oneLine(table.getKey());
                throw new IntegrityException(Failure.of(
                                "HF-SQL-041",
                                "the restored database is not complete: table " + name + " had " + table.getValue()
                                        + " rows and " + (found == null ? "is not there" : "has " + found))
                        .hint("Restore another backup, or this one from another store.")
                        .with("table", name));
            }
        }
    }
}
