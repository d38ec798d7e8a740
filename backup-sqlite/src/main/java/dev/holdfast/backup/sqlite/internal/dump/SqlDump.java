package dev.holdfast.backup.sqlite.internal.dump;

import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Sql;
import dev.holdfast.backup.sqlite.internal.evidence.RowCounts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a whole database as SQL text. Equal databases give equal text.
 *
 * <p>The order makes every statement do exactly what it says: tables, rows, then what would interfere with rows (indexes, triggers). Virtual
 * tables are put into the schema as they are, and what they keep on disk is written as the ordinary tables that it is; so their modules have
 * nothing to do, and need not even be there.
 */
public final class SqlDump {

    /** The version of the text's form; texts of one form and one version of SQLite can be compared. */
    public static final String FORM = "1";

    private final Database database;
    private final RunContext context;
    private final Encoding encoding;
    private final List<SchemaItem> items;
    private final DumpOutput out;
    private final Literals literals;
    private final LongValues longValues;
    private final Rehearsal rehearsal;
    private final SortedMap<String, Long> rows = new TreeMap<>();

    private SqlDump(Database database, OutputStream stream, RunContext context) {
        this.database = database;
        this.context = context;
        this.encoding = Encoding.of(database);
        this.items = new SchemaReader(database, encoding).items();
        this.out = new DumpOutput(stream);
        this.literals = new Literals(out, encoding);
        this.longValues = new LongValues(database, out, encoding, items);
        this.rehearsal = new Rehearsal(database, encoding, context);
    }

    /**
     * Writes the text.
     *
     * @param database a database that nobody changes meanwhile
     * @param out where to; stays open
     * @param context the run
     * @return how many rows each table has
     * @throws IOException if it cannot be written
     */
    public static RowCounts write(Database database, OutputStream out, RunContext context) throws IOException {
        SqlDump dump = new SqlDump(database, out, context);
        try {
            dump.write();
            return new RowCounts(dump.rows);
        } finally {
            dump.rehearsal.close();
        }
    }

    private void write() throws IOException {
        out.text("-- An SQLite database as SQL text; load it with: sqlite3 -bail NEW.db < THIS\n");
        out.text("PRAGMA foreign_keys=OFF;\n");
        out.text("PRAGMA ignore_check_constraints=ON;\n");
        out.text("PRAGMA encoding='" + encoding.name() + "';\n");
        out.text("PRAGMA page_size=" + database.number("PRAGMA page_size") + ";\n");
        out.text("PRAGMA auto_vacuum=" + database.number("PRAGMA auto_vacuum") + ";\n");
        out.text("BEGIN;\n");
        List<SchemaItem> tables = items.stream().filter(SchemaItem::isTable).toList();
        create(tables.stream().filter(item -> !item.isInternal()).toList());
        internalTables(tables);
        for (SchemaItem table : tables) {
            if (!table.isInternal()) {
                rows(table);
            }
        }
        // When SQLite makes these is its own affair: only an order of ours is the same for equal databases.
        for (SchemaItem table : tables.stream()
                .filter(SchemaItem::isInternal)
                .sorted(Comparator.comparing(SchemaItem::name))
                .toList()) {
            if (table.isSequence()) {
                // The rows above have filled it with guesses.
                statement("DELETE FROM sqlite_sequence", ";\n");
            }
            rows(table);
        }
        create(ofType("index"));
        virtualTables();
        create(ofType("view"));
        create(ofType("trigger"));
        statement("PRAGMA user_version=" + database.number("PRAGMA user_version"), ";\n");
        statement("PRAGMA application_id=" + database.number("PRAGMA application_id"), ";\n");
        out.text("COMMIT;\n");
        out.flush();
    }

    private List<SchemaItem> ofType(String type) {
        return items.stream()
                .filter(item -> item.type().equals(type) && item.sql() != null)
                .toList();
    }

    private void statement(String sql, String end) throws IOException {
        context.cancellation().check();
        out.text(sql).text(end);
        rehearsal.run(sql);
    }

    /** Makes items by their own statements. */
    private void create(List<SchemaItem> some) throws IOException {
        List<SchemaItem> altered = new ArrayList<>();
        for (SchemaItem item : some) {
            String sql = String.valueOf(item.sql());
            boolean ends = StatementReader.isOne(sql);
            if (!ends && !StatementReader.isOne(sql + "\n")) {
                throw SchemaReader.refused(
                        database, item.type() + " " + item.name() + " is made by a statement without an end");
            }
            String read = sql;
            while (read.contains("\r\n")) {
                read = read.replace("\r\n", "\n");
            }
            if (!read.equals(sql) || !ends) {
                altered.add(item);
            }
            // A comment may be the last word, and would swallow the semicolon.
            statement(read, ends ? ";\n" : "\n;\n");
        }
        if (!altered.isEmpty()) {
            restoreText(altered);
        }
    }

    /** Gives statements their text back where the sqlite3 command takes a part of a line break away, or one was added. */
    private void restoreText(List<SchemaItem> altered) throws IOException {
        statement("PRAGMA writable_schema=ON", ";\n");
        for (SchemaItem item : altered) {
            String sql = "UPDATE sqlite_schema SET sql=" + literal(String.valueOf(item.sql())) + " WHERE type='"
                    + item.type() + "' AND name=" + literal(item.name());
            statement(sql, ";\n");
        }
        statement("PRAGMA writable_schema=RESET", ";\n");
        for (SchemaItem item : altered) {
            if (item.type().equals("index")) {
                statement("REINDEX " + Sql.name(item.name()), ";\n");
            }
        }
    }

    private String literal(String text) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        DumpOutput one = new DumpOutput(bytes);
        new Literals(one, encoding).text(text.getBytes(encoding.charset()));
        one.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Makes the tables that SQLite makes for itself and that are not there by now: statistics, and sequences that nobody uses any more. */
    private void internalTables(List<SchemaItem> tables) throws IOException {
        List<SchemaItem> missing = tables.stream()
                .filter(SchemaItem::isInternal)
                .filter(item -> !rehearsal.has(item.name().toLowerCase(Locale.ROOT)))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        statement("PRAGMA writable_schema=ON", ";\n");
        for (SchemaItem item : missing) {
            statement(String.valueOf(item.sql()), ";\n");
        }
        statement("PRAGMA writable_schema=OFF", ";\n");
    }

    private void rows(SchemaItem table) throws IOException {
        context.progress().step("writing " + table.name());
        TableShape shape = TableShape.of(database, table.name());
        rows.put(table.name(), new TableRows(database, out, literals, longValues, shape).write());
    }

    private void virtualTables() throws IOException {
        List<SchemaItem> virtual = items.stream().filter(SchemaItem::isVirtual).toList();
        if (virtual.isEmpty()) {
            return;
        }
        statement("PRAGMA writable_schema=ON", ";\n");
        for (SchemaItem item : virtual) {
            String name = literal(item.name());
            statement(
                    "INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql) VALUES('table'," + name + "," + name
                            + ",0," + literal(String.valueOf(item.sql())) + ")",
                    ";\n");
        }
        statement("PRAGMA writable_schema=OFF", ";\n");
    }
}
