package dev.holdfast.backup.cli.output;

import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes one JSON document, member by member, in the order of the calls. */
public final class JsonDocument implements AutoCloseable {

    private final JsonGenerator generator;

    /**
     * Begins a document.
     *
     * @param out where it goes, in UTF-8; not closed
     */
    public JsonDocument(OutputStream out) {
        this.generator = JsonFactory.builder()
                .disable(tools.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(ObjectWriteContext.empty(), out);
    }

    /**
     * Writes an object.
     *
     * @param members writes its members
     */
    public void object(Runnable members) {
        generator.writeStartObject();
        members.run();
        generator.writeEndObject();
    }

    /**
     * Writes a member that is an object.
     *
     * @param name the member's name
     * @param members writes its members
     */
    public void object(String name, Runnable members) {
        generator.writeName(name);
        object(members);
    }

    /**
     * Writes an array.
     *
     * @param items writes its items
     */
    public void array(Runnable items) {
        generator.writeStartArray();
        items.run();
        generator.writeEndArray();
    }

    /**
     * Writes a member that is an array.
     *
     * @param name the member's name
     * @param items writes its items
     */
    public void array(String name, Runnable items) {
        generator.writeName(name);
        array(items);
    }

    /**
     * Writes an item that is a text.
     *
     * @param value the text
     */
    public void item(String value) {
        generator.writeString(value);
    }

    /**
     * Writes a member that is a text.
     *
     * @param name the member's name
     * @param value the text, or {@code null}
     */
    public void text(String name, @Nullable String value) {
        generator.writeName(name);
        if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value);
        }
    }

    /**
     * Writes a member that is an instant: ISO 8601, UTC.
     *
     * @param name the member's name
     * @param value the instant
     */
    public void instant(String name, Instant value) {
        text(name, value.toString());
    }

    /**
     * Writes a member that is a whole number.
     *
     * @param name the member's name
     * @param value the number
     */
    public void number(String name, long value) {
        generator.writeName(name);
        generator.writeNumber(value);
    }

    /**
     * Writes a member that is a number of seconds.
     *
     * @param name the member's name
     * @param millis milliseconds
     */
    public void seconds(String name, long millis) {
        generator.writeName(name);
        if (millis % 1000 == 0) {
            generator.writeNumber(millis / 1000);
        } else {
            generator.writeNumber(millis / 1000.0);
        }
    }

    /**
     * Writes a member that is true or false.
     *
     * @param name the member's name
     * @param value the flag
     */
    public void flag(String name, boolean value) {
        generator.writeName(name);
        generator.writeBoolean(value);
    }

    /**
     * Writes a member that is nothing.
     *
     * @param name the member's name
     */
    public void nothing(String name) {
        generator.writeName(name);
        generator.writeNull();
    }

    /**
     * Writes a member that is an object of texts.
     *
     * @param name the member's name
     * @param values the texts by name
     */
    public void texts(String name, Map<String, String> values) {
        object(name, () -> values.forEach(this::text));
    }

    /** Ends the document with a line feed. */
    @Override
    public void close() {
        generator.writeRaw('\n');
        generator.close();
    }
}
