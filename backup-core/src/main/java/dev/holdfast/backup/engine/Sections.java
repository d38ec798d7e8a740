package dev.holdfast.backup.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What other modules have to say about a job or a configuration, by its class; immutable. The engine itself does not look at it.
 *
 * @see dev.holdfast.backup.spi.SectionProvider
 */
public final class Sections {

    /** No sections. */
    public static final Sections NONE = new Sections(Map.of());

    private final Map<Class<?>, Object> values;

    private Sections(Map<Class<?>, Object> values) {
        this.values = values;
    }

    /**
     * Adds a value, in place of the one of its class.
     *
     * @param <T> the class
     * @param type the class
     * @param value the value
     * @return a copy
     */
    public <T> Sections with(Class<T> type, T value) {
        Map<Class<?>, Object> more = new LinkedHashMap<>(values);
        more.put(type, type.cast(value));
        return new Sections(Collections.unmodifiableMap(more));
    }

    /**
     * Looks for a value.
     *
     * @param <T> the class
     * @param type the class
     * @return the value, if there is one
     */
    public <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(type.cast(values.get(type)));
    }

    /** {@return whether there is none; asking loads no class of another module} */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** {@return the values} */
    @Override
    public String toString() {
        return values.values().toString();
    }
}
