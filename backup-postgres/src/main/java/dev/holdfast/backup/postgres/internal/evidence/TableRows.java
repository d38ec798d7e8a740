package dev.holdfast.backup.postgres.internal.evidence;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How many rows a table has of its own, without those of tables that inherit from it.
 *
 * @param schema the table's schema
 * @param table the table's name
 * @param rows how many
 * @param exact whether they were counted in the snapshot of the dump; else they are the server's estimate
 */
public record TableRows(String schema, String table, long rows, boolean exact) {

    /** Requires the names. */
    public TableRows {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(table, "table");
    }

    String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("schema", schema);
        members.put("table", table);
        members.put("rows", rows);
        members.put("exact", exact);
        return Json.write(members);
    }

    static TableRows of(Map<String, Object> members) {
        Evidence evidence = new Evidence(members);
        return new TableRows(
                evidence.text("schema"), evidence.text("table"), evidence.number("rows"), evidence.flag("exact"));
    }
}
