package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.internal.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A mapping that is read key by key; whatever was not asked for is an unknown key. */
final class Section {

    private final Reading reading;
    private final Value.Mapping mapping;
    private final Place place;
    private final String path;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * Begins to read.
     *
     * @param place where to report what is missing: the key that the mapping belongs to
     * @param path the section's name for people, such as {@code jobs.nightly}; empty for the whole file
     */
    Section(Reading reading, Value.Mapping mapping, Place place, String path) {
        this.reading = reading;
        this.mapping = mapping;
        this.place = place;
        this.path = path;
    }

    Place place() {
        return place;
    }

    String path() {
        return path;
    }

    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    Map<String, Value.Entry> entries() {
        return mapping.entries();
    }

    /** Returns where a key's value is, or where the section is if it has none. */
    Place placeOf(String key) {
        Value.Entry entry = mapping.entries().get(key);
        return entry == null ? place : entry.value().place();
    }

    /** Makes a key known without reading it. */
    Section knows(String key) {
        known.add(key);
        return this;
    }

    /** Reads a key. One without a value is a fault: a value that was lost must not read as a default. */
    Optional<Value> value(String key) {
        known.add(key);
        Value.Entry entry = mapping.entries().get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.value() instanceof Value.Scalar scalar && scalar.absent()) {
            reading.faults()
                    .add(entry.key(), "HF-CFG-011", path(key) + " has no value", "Give it one, or remove the key.");
            return Optional.empty();
        }
        return Optional.of(entry.value());
    }

    /** Hides a key's value in snippets, and makes the key known. */
    void hide(String key) {
        known.add(key);
        Value.Entry entry = mapping.entries().get(key);
        if (entry != null) {
            reading.hide(entry.value());
        }
    }

    /** Tells whether a key's value is a list without items. */
    boolean isEmptyList(String key) {
        Value.Entry entry = mapping.entries().get(key);
        return entry != null
                && entry.value() instanceof Value.Sequence sequence
                && sequence.items().isEmpty();
    }

    /** Tells whether one of the keys may be a misspelt form of this one. */
    boolean hasMisspelt(String key) {
        return mapping.entries().keySet().stream()
                .anyMatch(written -> !known.contains(written)
                        && Suggestion.nearest(written, known).equals(Optional.of(key)));
    }

    /** Tells whether there is a key that nobody has asked for so far. */
    boolean hasUnknown() {
        return !known.containsAll(mapping.entries().keySet());
    }

    boolean isKnown(String key) {
        return known.contains(key);
    }

    boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    Optional<Section> section(String key) {
        return value(key)
                .flatMap(value -> reading.mapping(value, path(key)))
                .map(found -> new Section(reading, found, keyPlace(key), path(key)));
    }

    Optional<String> text(String key) {
        return value(key).flatMap(value -> reading.text(value, path(key)));
    }

    List<Item> texts(String key) {
        return value(key).map(value -> reading.texts(value, path(key))).orElse(List.of());
    }

    Place keyPlace(String key) {
        Value.Entry entry = mapping.entries().get(key);
        return entry == null ? place : entry.key();
    }

    /** Reports the keys that nobody asked for. What they hold may be a misspelt secret, and is not shown. */
    void finish() {
        List<String> choice = new ArrayList<>(known);
        mapping.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                reading.hide(entry.value());
                String where = path.isEmpty() ? "" : " in " + path;
                String hint = Faults.suggest(key, choice, "The known ones are");
                reading.faults().add(entry.key(), "HF-CFG-020", "unknown key \"" + key + "\"" + where, hint);
            }
        });
    }

    /**
     * A text of a list.
     *
     * @param text the text
     * @param place where it is
     */
    record Item(String text, Place place) {}
}
