package dev.holdfast.backup.postgres.internal.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The evidence {@link Suffixes#DATABASE}: what a restore has to know of the database besides its dump.
 *
 * @param properties owner, encoding and the like, by the names that the backup's facts have too
 * @param extensions those that are installed
 * @param roles all that own something in it or were granted something
 * @param tablespaces those that tables and indexes are in, without the one that the database itself is in
 */
public record DatabaseRecord(
        Map<String, String> properties, List<Extension> extensions, List<String> roles, List<String> tablespaces) {

    /** Copies the collections, keeping their order. */
    public DatabaseRecord {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        extensions = List.copyOf(extensions);
        roles = List.copyOf(roles);
        tablespaces = List.copyOf(tablespaces);
    }

    /**
     * An extension.
     *
     * @param name its name
     * @param version its version
     * @param schema the schema it is in
     */
    public record Extension(String name, String version, String schema) {}

    /** {@return the record as JSON} */
    public byte[] json() {
        List<Object> list = new ArrayList<>();
        for (Extension extension : extensions) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("name", extension.name());
            members.put("version", extension.version());
            members.put("schema", extension.schema());
            list.add(members);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("properties", properties);
        all.put("extensions", list);
        all.put("roles", roles);
        all.put("tablespaces", tablespaces);
        return (Json.write(all) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the record.
     *
     * @param in the evidence, read to its end
     * @return the record
     * @throws IOException if it cannot be read
     * @throws dev.holdfast.backup.IntegrityException {@code HF-PG-073} if it is not in this form
     */
    public static DatabaseRecord read(InputStream in) throws IOException {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        try {
            Map<String, Object> all = Json.object(text);
            Evidence evidence = new Evidence(all);
            Map<String, String> properties = new LinkedHashMap<>();
            if (all.get("properties") instanceof Map<?, ?> map) {
                map.forEach((name, value) -> properties.put(name.toString(), value.toString()));
            }
            List<Extension> extensions = new ArrayList<>();
            for (Object item : evidence.list("extensions")) {
                Evidence one = Evidence.of(item);
                extensions.add(new Extension(one.text("name"), one.text("version"), one.text("schema")));
            }
            List<String> roles =
                    evidence.list("roles").stream().map(Object::toString).toList();
            // Backups of earlier versions do not tell.
            List<String> tablespaces = all.containsKey("tablespaces")
                    ? evidence.list("tablespaces").stream()
                            .map(Object::toString)
                            .toList()
                    : List.of();
            return new DatabaseRecord(properties, extensions, roles, tablespaces);
        } catch (IllegalArgumentException e) {
            throw Evidence.damaged(Suffixes.DATABASE, e);
        }
    }
}
