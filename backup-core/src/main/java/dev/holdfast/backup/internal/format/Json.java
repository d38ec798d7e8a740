package dev.holdfast.backup.internal.format;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** Small JSON documents, read and written by streaming alone: data binding would cost a command a good part of its start. */
final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int MAX_DEPTH = 16;

    private Json() {}

    /** Writes a document, the same bytes for the same content on every system. */
    static byte[] write(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        try (JsonGenerator generator = FACTORY.createGenerator(new Pretty(), out)) {
            content.accept(generator);
        }
        out.write('\n');
        return out.toByteArray();
    }

    /**
     * Reads a document that is one object.
     *
     * @throws IllegalArgumentException if it is not
     */
    static Fields object(byte[] document) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            Fields fields = new Fields(members(parser, 0));
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows the JSON object");
            }
            return fields;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, @Nullable Object> members(JsonParser parser, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested too deeply");
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken(), depth));
        }
        return members;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token, int depth) {
        return switch (token) {
            case START_OBJECT -> members(parser, depth + 1);
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    if (next == null || depth > MAX_DEPTH) {
                        throw new IllegalArgumentException("an array without end, or nested too deeply");
                    }
                    items.add(value(parser, next, depth + 1));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    /** The members of an object, asked for by name and type. All methods throw IllegalArgumentException if a member is of another type. */
    record Fields(Map<String, @Nullable Object> members) {

        String text(String name) {
            return require(name, String.class);
        }

        @Nullable String optionalText(String name) {
            return members.get(name) == null ? null : text(name);
        }

        long number(String name) {
            return require(name, Long.class);
        }

        boolean has(String name) {
            return members.get(name) != null;
        }

        Fields object(String name) {
            return cast(name, require(name, Map.class));
        }

        /** An object whose members are all texts. */
        Map<String, String> texts(String name) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (Map.Entry<String, @Nullable Object> member :
                    object(name).members().entrySet()) {
                texts.put(member.getKey(), require(member.getKey(), String.class, member.getValue()));
            }
            return texts;
        }

        List<Fields> objects(String name) {
            List<Fields> objects = new ArrayList<>();
            for (Object item : require(name, List.class)) {
                objects.add(cast(name, require(name, Map.class, item)));
            }
            return objects;
        }

        List<String> textList(String name) {
            List<String> texts = new ArrayList<>();
            for (Object item : require(name, List.class)) {
                texts.add(require(name, String.class, item));
            }
            return texts;
        }

        @SuppressWarnings("unchecked") // members() makes no other maps
        private static Fields cast(String name, Map<?, ?> map) {
            return new Fields((Map<String, @Nullable Object>) map);
        }

        private <T> T require(String name, Class<T> type) {
            return require(name, type, members.get(name));
        }

        private static <T> T require(String name, Class<T> type, @Nullable Object value) {
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException(
                        (value == null ? "missing " : "wrong type of ") + "\"" + name + "\"");
            }
            return type.cast(value);
        }
    }

    /** Two spaces, line feeds. */
    private static final class Pretty extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
            return new DefaultPrettyPrinter().withArrayIndenter(indenter).withObjectIndenter(indenter);
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
