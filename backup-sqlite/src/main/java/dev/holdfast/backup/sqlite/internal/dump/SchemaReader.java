package dev.holdfast.backup.sqlite.internal.dump;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the schema, and refuses what SQL text cannot carry. */
final class SchemaReader {

    private final Database database;
    private final Encoding encoding;

    SchemaReader(Database database, Encoding encoding) {
        this.database = database;
        this.encoding = encoding;
    }

    List<SchemaItem> items() {
        List<SchemaItem> items = new ArrayList<>();
        String sql = "SELECT type, CAST(name AS BLOB), CAST(tbl_name AS BLOB), coalesce(rootpage, 0) > 0,"
                + " CAST(sql AS BLOB) FROM sqlite_schema ORDER BY rowid";
        database.query(sql, row -> {
            byte[] text = row.getBytes(5);
            items.add(new SchemaItem(
                    row.getString(1),
                    name(row.getBytes(2)),
                    name(row.getBytes(3)),
                    row.getBoolean(4),
                    text == null ? null : sql(text)));
        });
        return items;
    }

    private String name(byte @Nullable [] stored) {
        String name = stored == null ? "" : encoding.decode(stored);
        if (name == null) {
            throw refused(database, "a name is not valid " + encoding.name());
        }
        requireName(database, name);
        return name;
    }

    private String sql(byte[] stored) {
        String sql = encoding.decode(stored);
        if (sql == null) {
            throw refused(database, "a statement of the schema is not valid " + encoding.name());
        }
        return sql;
    }

    /** Requires a name that the sqlite3 command reads as it is: it would take the first of two characters away. */
    static void requireName(Database database, String name) {
        if (name.contains("\r\n")) {
            throw refused(database, "the name \"" + name + "\" has a line break of two characters");
        }
    }

    static TargetException refused(Database database, String why) {
        return new TargetException(Failure.of(
                        "HF-SQL-011",
                        "database " + database.failures().shown() + " cannot be written as SQL: "
                                + Failures.oneLine(why))
                .hint("Use the format copy for this database.")
                .with("path", database.failures().shown()));
    }
}
