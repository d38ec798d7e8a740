package dev.holdfast.backup.scheduler.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A small object of JSON that is read whole. */
final class JsonObject {

    private final Map<String, Object> values;

    private JsonObject(Map<String, Object> values) {
        this.values = values;
    }

    static JsonObject parse(JsonFactory factory, ObjectReadContext context, String text) {
        try (JsonParser in = factory.createParser(context, text)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                return object(in);
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        throw new IllegalArgumentException("not an object of JSON");
    }

    private static JsonObject object(JsonParser in) {
        Map<String, Object> values = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = in.currentName();
            in.nextToken();
            Object value = value(in);
            if (value != null) {
                values.put(name, value);
            }
        }
        return new JsonObject(values);
    }

    private static @Nullable Object value(JsonParser in) {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    Object element = value(in);
                    if (element != null) {
                        elements.add(element);
                    }
                }
                yield elements;
            }
            case VALUE_STRING -> in.getString();
            case VALUE_NUMBER_INT -> in.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Set<String> names() {
        return values.keySet();
    }

    String text(String name) {
        return require(name, String.class);
    }

    long number(String name) {
        return require(name, Long.class);
    }

    boolean flag(String name) {
        return require(name, Boolean.class);
    }

    @Nullable Instant instant(String name) {
        return has(name) ? Instant.parse(text(name)) : null;
    }

    JsonObject object(String name) {
        return require(name, JsonObject.class);
    }

    List<JsonObject> objects(String name) {
        return elements(name, JsonObject.class);
    }

    List<String> texts(String name) {
        return elements(name, String.class);
    }

    private <T> List<T> elements(String name, Class<T> type) {
        List<T> elements = new ArrayList<>();
        for (Object element : require(name, List.class)) {
            elements.add(type.cast(element));
        }
        return elements;
    }

    private <T> T require(String name, Class<T> type) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(name + " is missing or of another type");
        }
        return type.cast(value);
    }
}
