package dev.holdfast.backup.sqlite.internal.dump;

import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a table is stored, and how its rows are told apart.
 *
 * @param name the table
 * @param columns the columns that are stored, without generated ones
 * @param rowid the word for the row's number, if that is neither a column nor missing; else null
 * @param key the columns that identify a row, the word for the number included; empty if nothing that can be said does
 */
record TableShape(
        String name, List<String> columns, @Nullable String rowid, List<String> key) {

    TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    static TableShape of(Database database, String table) {
        List<String> all = new ArrayList<>();
        List<String> stored = new ArrayList<>();
        List<String> keyColumns = new ArrayList<>();
        String[] keyType = {""};
        database.query("SELECT name, type, pk, hidden FROM pragma_table_xinfo(" + Sql.text(table) + ")", row -> {
            String name = row.getString(1);
            SchemaReader.requireName(database, name);
            all.add(name);
            if (row.getInt(4) == 0) {
                stored.add(name);
            }
            if (row.getInt(3) > 0) {
                keyColumns.add(name);
                keyType[0] = String.valueOf(row.getString(2));
            }
        });
        boolean withoutRowid =
                database.number("SELECT coalesce(max(wr), 0) FROM pragma_table_list WHERE schema = 'main'"
                                + " AND lower(name) = lower(" + Sql.text(table) + ")")
                        > 0;
        if (withoutRowid) {
            return new TableShape(table, stored, null, keyColumns);
        }
        // A key that has an index of its own, as INTEGER PRIMARY KEY DESC has, is not the row's number.
        boolean indexed =
                database.number("SELECT count(*) FROM pragma_index_list(" + Sql.text(table) + ") WHERE origin = 'pk'")
                        > 0;
        if (keyColumns.size() == 1 && keyType[0].equalsIgnoreCase("INTEGER") && !indexed) {
            return new TableShape(table, stored, null, keyColumns);
        }
        for (String word : List.of("rowid", "_rowid_", "oid")) {
            if (all.stream().noneMatch(word::equalsIgnoreCase)) {
                return new TableShape(table, stored, word, List.of(word));
            }
        }
        // Three columns hide the number: no statement can see it, so none can miss it.
        return new TableShape(table, stored, null, List.of());
    }
}
