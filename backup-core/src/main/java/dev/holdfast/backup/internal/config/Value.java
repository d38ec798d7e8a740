package dev.holdfast.backup.internal.config;

import java.util.List;
import java.util.Map;

/** A value of the file, with its place. */
public sealed interface Value {

    /** {@return where it begins} */
    Place place();

    /**
     * A text, a number, a flag, or nothing: what it is depends on who reads it.
     *
     * @param place where it begins
     * @param text what is written there, without quotes
     * @param absent whether there is nothing, or {@code null}
     * @param endLine the line on which it ends
     */
    record Scalar(Place place, String text, boolean absent, int endLine) implements Value {}

    /**
     * A list.
     *
     * @param place where it begins
     * @param items its values
     */
    record Sequence(Place place, List<Value> items) implements Value {}

    /**
     * A mapping.
     *
     * @param place where it begins
     * @param entries its entries by key, in order
     */
    record Mapping(Place place, Map<String, Entry> entries) implements Value {}

    /**
     * An entry of a mapping.
     *
     * @param key where the key is
     * @param value the value
     */
    record Entry(Place key, Value value) {}
}
