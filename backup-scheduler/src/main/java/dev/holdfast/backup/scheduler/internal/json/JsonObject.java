package dev.holdfast.backup.scheduler.internal.json;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object of JSON whose members are known. A member that is missing or of another type is an {@link IllegalArgumentException}.
 *
 * @param values the members in their order, as {@link Json#read} gives them
 */
public record JsonObject(Map<String, ?> values) {

    /**
     * Reads an object.
     *
     * @param text one object of JSON
     * @return the object
     * @throws IllegalArgumentException if the text is something else
     */
    public static JsonObject parse(String text) {
        return new JsonObject(Json.read(text));
    }

    /**
     * {@return whether there is a member of that name}
     *
     * @param name the member's name
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** {@return the names of all members, in their order} */
    public Set<String> names() {
        return values.keySet();
    }

    /**
     * {@return a text}
     *
     * @param name the member's name
     */
    public String text(String name) {
        return as(String.class, name, values.get(name));
    }

    /**
     * {@return a whole number}
     *
     * @param name the member's name
     */
    public long number(String name) {
        return as(Long.class, name, values.get(name));
    }

    /**
     * {@return a flag}
     *
     * @param name the member's name
     */
    public boolean flag(String name) {
        return as(Boolean.class, name, values.get(name));
    }

    /**
     * {@return an instant, or {@code null} if there is none}
     *
     * @param name the member's name
     */
    public @Nullable Instant instant(String name) {
        return has(name) ? Instant.parse(text(name)) : null;
    }

    /**
     * {@return an object within this one}
     *
     * @param name the member's name
     */
    public JsonObject object(String name) {
        return objectOf(name, values.get(name));
    }

    /**
     * {@return a list of objects}
     *
     * @param name the member's name
     */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        elements(name).forEach(element -> objects.add(objectOf(name, element)));
        return objects;
    }

    /**
     * {@return a list of texts}
     *
     * @param name the member's name
     */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        elements(name).forEach(element -> texts.add(as(String.class, name, element)));
        return texts;
    }

    private List<?> elements(String name) {
        return as(List.class, name, values.get(name));
    }

    @SuppressWarnings("unchecked")
    private static JsonObject objectOf(String name, @Nullable Object value) {
        return new JsonObject((Map<String, Object>) as(Map.class, name, value));
    }

    private static <T> T as(Class<T> type, String name, @Nullable Object value) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(name + " is missing or of another type");
        }
        return type.cast(value);
    }
}
