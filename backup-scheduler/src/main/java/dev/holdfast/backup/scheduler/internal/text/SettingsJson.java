package dev.holdfast.backup.scheduler.internal.text;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Settings;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Settings as a JSON object on one line: equal settings in one order give equal texts. Knows no secrets. */
public final class SettingsJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private SettingsJson() {}

    /**
     * Writes settings.
     *
     * @param settings texts, whole numbers, flags, lists and mappings of them
     * @return a JSON object, with the settings in their order
     * @throws IllegalArgumentException if one is a secret: those are not written down
     */
    public static String write(Settings settings) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, settings.asMap());
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            map.forEach((name, item) -> {
                generator.writeName(name.toString());
                write(generator, item);
            });
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            list.forEach(item -> write(generator, item));
            generator.writeEndArray();
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Secret) {
            throw new IllegalArgumentException("a secret is not written down");
        } else {
            generator.writeString(value.toString());
        }
    }

    /**
     * Reads settings.
     *
     * @param text what {@link #write} wrote
     * @return equal settings
     * @throws IllegalArgumentException if the text is something else
     */
    public static Settings read(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            Map<String, Object> values = object(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("more than one JSON object");
            }
            return Settings.of(values);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, value(parser));
        }
        return values;
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new IllegalArgumentException("unexpected " + parser.currentToken());
        };
    }
}
