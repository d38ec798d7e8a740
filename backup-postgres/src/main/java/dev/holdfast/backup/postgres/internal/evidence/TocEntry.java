package dev.holdfast.backup.postgres.internal.evidence;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One line of a dump's table of contents.
 *
 * @param id its number in the dump, by which {@code pg_restore -L} knows it
 * @param catalog the object id of the catalog it is from, or 0
 * @param oid the object id it had on its server, or 0
 * @param type {@code TABLE}, {@code TABLE DATA}
 * @param schema its schema, or empty
 * @param name its name; of some types with what it belongs to
 * @param owner its owner, or empty
 */
public record TocEntry(int id, long catalog, long oid, String type, String schema, String name, String owner) {

    /** The type of the rows of a table. */
    public static final String TABLE_DATA = "TABLE DATA";

    /** Requires all texts. */
    public TocEntry {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(owner, "owner");
    }

    /** {@return the line as {@code pg_restore -l} writes it and {@code pg_restore -L} reads it} */
    public String listLine() {
        return id + "; " + catalog + " " + oid + " " + type + " " + (schema.isEmpty() ? "-" : line(schema)) + " "
                + line(name) + " " + line(owner);
    }

    private static String line(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }

    String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", (long) id);
        members.put("catalog", catalog);
        members.put("oid", oid);
        members.put("type", type);
        members.put("schema", schema);
        members.put("name", name);
        members.put("owner", owner);
        return Json.write(members);
    }

    static TocEntry of(Map<String, Object> members) {
        Evidence evidence = new Evidence(members);
        return new TocEntry(
                Math.toIntExact(evidence.number("id")),
                evidence.number("catalog"),
                evidence.number("oid"),
                evidence.text("type"),
                evidence.text("schema"),
                evidence.text("name"),
                evidence.text("owner"));
    }
}
