package dev.holdfast.backup.internal.journal;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.internal.Json;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Journal lines: eight hexadecimal digits of CRC32C over the rest, a space, a JSON object, a line feed. A line that was cut by a crash does
 * not check, and the act it announces has not begun.
 *
 * <p>Secrets are written as their references; one without a reference is left out, and the participant is then found by its id.
 */
final class JournalCodec {

    private static final int DIGITS = 8;

    private JournalCodec() {}

    static byte[] line(JournalEntry entry) {
        byte[] json = Json.write(document(entry));
        byte[] line = new byte[DIGITS + 1 + json.length + 1];
        byte[] digits = HexFormat.of().toHexDigits(checksum(json, 0), DIGITS).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, line, 0, DIGITS);
        line[DIGITS] = ' ';
        System.arraycopy(json, 0, line, DIGITS + 1, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    private static long checksum(byte[] bytes, int from) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, bytes.length - from);
        return checksum.getValue();
    }

    private static Map<String, Object> document(JournalEntry entry) {
        Map<String, Object> document = new LinkedHashMap<>();
        if (entry instanceof JournalEntry.Opened opened) {
            document.put("entry", "opened");
            document.put("operation", opened.operation());
            document.put("id", opened.id());
            document.put("startedAt", opened.startedAt());
            document.put("facts", opened.facts());
        } else if (entry instanceof JournalEntry.Undo undo) {
            UndoRecord record = undo.record();
            document.put("entry", "undo");
            document.put("number", undo.number());
            document.put("role", record.owner().role().name());
            document.put("name", record.owner().name());
            document.put("type", record.type());
            document.put("settings", withoutSecrets(record.settings().asMap()));
            document.put("resource", record.resource());
            document.put("version", record.version());
            document.put("data", record.data());
        } else if (entry instanceof JournalEntry.Settled settled) {
            document.put("entry", "settled");
            document.put("number", settled.number());
        } else if (entry instanceof JournalEntry.BackupBegun begun) {
            document.put("entry", "backup-begun");
            document.put("backup", begun.backup());
            document.put("store", begun.store());
            document.put("type", begun.type());
            document.put("settings", withoutSecrets(begun.settings().asMap()));
        } else if (entry instanceof JournalEntry.BackupEnded ended) {
            document.put("entry", "backup-ended");
            document.put("backup", ended.backup());
        } else if (entry instanceof JournalEntry.Reached reached) {
            document.put("entry", "reached");
            document.put("state", reached.state());
        } else if (entry instanceof JournalEntry.Noted noted) {
            document.put("entry", "noted");
            document.put("name", noted.name());
            document.put("value", noted.value());
        }
        return document;
    }

    private static Map<String, Object> withoutSecrets(Map<String, Object> settings) {
        Map<String, Object> shown = new LinkedHashMap<>();
        settings.forEach((name, value) -> {
            Object writable = writable(value);
            if (writable != null) {
                shown.put(name, writable);
            }
        });
        return shown;
    }

    /** Returns the form that may be written down; null if a secret in it is known by its value alone. */
    private static @Nullable Object writable(Object value) {
        if (value instanceof Secret secret) {
            return secret.reference().orElse(null);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.forEach(item -> items.add(writable(item)));
            return items.contains(null) ? null : items;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> items = new LinkedHashMap<>();
            map.forEach((key, item) -> items.put(key.toString(), writable(item)));
            return items.containsValue(null) ? null : items;
        }
        return value;
    }

    /** Reads a line without its line feed; empty if it does not check. */
    static Optional<JournalEntry> parse(String line) {
        try {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            if (bytes.length <= DIGITS
                    || Long.parseLong(line.substring(0, DIGITS), 16) != checksum(bytes, DIGITS + 1)) {
                return Optional.empty();
            }
            return Optional.of(entry(Json.read(java.util.Arrays.copyOfRange(bytes, DIGITS + 1, bytes.length))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static JournalEntry entry(Map<String, @Nullable Object> document) {
        return switch (text(document, "entry")) {
            case "opened" ->
                new JournalEntry.Opened(
                        text(document, "operation"),
                        text(document, "id"),
                        text(document, "startedAt"),
                        texts(document, "facts"));
            case "undo" -> new JournalEntry.Undo(number(document, "number"), record(document));
            case "settled" -> new JournalEntry.Settled(number(document, "number"));
            case "backup-begun" ->
                new JournalEntry.BackupBegun(
                        text(document, "backup"), text(document, "store"), text(document, "type"), settings(document));
            case "backup-ended" -> new JournalEntry.BackupEnded(text(document, "backup"));
            case "reached" -> new JournalEntry.Reached(text(document, "state"));
            case "noted" -> new JournalEntry.Noted(text(document, "name"), text(document, "value"));
            default -> throw new IllegalArgumentException("unknown entry");
        };
    }

    private static UndoRecord record(Map<String, @Nullable Object> document) {
        return new UndoRecord(
                new ParticipantId(ParticipantId.Role.valueOf(text(document, "role")), text(document, "name")),
                text(document, "type"),
                settings(document),
                text(document, "resource"),
                number(document, "version"),
                texts(document, "data"));
    }

    private static String text(Map<String, @Nullable Object> document, String name) {
        if (document.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name);
    }

    private static int number(Map<String, @Nullable Object> document, String name) {
        if (document.get(name) instanceof Long number) {
            return Math.toIntExact(number);
        }
        throw new IllegalArgumentException(name);
    }

    private static Settings settings(Map<String, @Nullable Object> document) {
        return document.get("settings") instanceof Map<?, ?> map ? Settings.of(named(map)) : Settings.none();
    }

    private static Map<String, Object> named(Map<?, ?> map) {
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((name, value) -> named.put(name.toString(), value));
        return named;
    }

    private static Map<String, String> texts(Map<String, @Nullable Object> document, String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (document.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(key.toString(), value.toString()));
        }
        return texts;
    }
}
