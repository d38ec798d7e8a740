package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.Names;
import dev.holdfast.backup.internal.text.References;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What all readers of sections share: the faults, the references, the conversions of values. */
final class Reading {

    private final SourceText source;
    private final Faults faults;
    private final References references;
    private final Path base;

    Reading(SourceText source, Faults faults, References references, Path base) {
        this.source = source;
        this.faults = faults;
        this.references = references;
        this.base = base;
    }

    Faults faults() {
        return faults;
    }

    void wrong(Value value, String path, String expected, String hint) {
        faults.add(value.place(), "HF-CFG-010", path + " is not " + expected, hint);
    }

    /** Hides all texts of a value in snippets, but references to secrets. */
    void hide(Value value) {
        if (value instanceof Value.Scalar scalar) {
            if (!scalar.text().matches("\\$\\{[^}]*}")) {
                source.hide(scalar);
            }
        } else if (value instanceof Value.Sequence sequence) {
            sequence.items().forEach(this::hide);
        } else if (value instanceof Value.Mapping mapping) {
            mapping.entries().values().forEach(entry -> hide(entry.value()));
        }
    }

    Optional<Value.Mapping> mapping(Value value, String path) {
        if (value instanceof Value.Mapping mapping) {
            return Optional.of(mapping);
        }
        // Settings that are indented too little end here, secrets among them.
        if (value instanceof Value.Scalar) {
            hide(value);
        }
        wrong(value, path, "a mapping", "Write \"key: value\" lines below it, indented.");
        return Optional.empty();
    }

    /** Replaces the references in a text. */
    Optional<References.Resolved> resolved(Value value, String path) {
        if (!(value instanceof Value.Scalar scalar)) {
            wrong(value, path, "a text", "Write one value behind the key.");
            return Optional.empty();
        }
        if (scalar.absent()) {
            faults.add(value.place(), "HF-CFG-011", path + " has no value", "Give it one, or remove the key.");
            return Optional.empty();
        }
        References.Resolved resolved = references.resolve(scalar.text());
        resolved.failures()
                .forEach(failure ->
                        faults.add(value.place(), failure.code(), path + ": " + failure.message(), failure.hint()));
        return resolved.failures().isEmpty() ? Optional.of(resolved) : Optional.empty();
    }

    Optional<String> text(Value value, String path) {
        return resolved(value, path).map(References.Resolved::text);
    }

    List<Section.Item> texts(Value value, String path) {
        List<Section.Item> items = new ArrayList<>();
        if (value instanceof Value.Sequence sequence) {
            for (Value item : sequence.items()) {
                text(item, path).ifPresent(text -> items.add(new Section.Item(text, item.place())));
            }
        } else if (value instanceof Value.Mapping) {
            wrong(value, path, "a list of texts", "Write [one, two], or a line with \"- \" for each.");
        } else {
            text(value, path).ifPresent(text -> items.add(new Section.Item(text, value.place())));
        }
        return items;
    }

    Optional<Long> integer(Value value, String path) {
        return text(value, path).flatMap(text -> {
            try {
                return Optional.of(Long.parseLong(text));
            } catch (NumberFormatException e) {
                wrong(value, path, "a whole number", "Write digits only.");
                return Optional.empty();
            }
        });
    }

    Optional<Boolean> flag(Value value, String path) {
        return text(value, path).flatMap(text -> {
            if (text.equals("true") || text.equals("false")) {
                return Optional.of(text.equals("true"));
            }
            wrong(value, path, "true or false", "Write true or false; other words are texts.");
            return Optional.empty();
        });
    }

    Optional<Duration> duration(Value value, String path) {
        return text(value, path).flatMap(text -> {
            Optional<Duration> duration = parseDuration(text);
            if (duration.isEmpty()) {
                wrong(value, path, "a duration", "Write a number with its unit: 250ms, 90s, 10m, 36h, 30d or 2w.");
            }
            return duration;
        });
    }

    private static Optional<Duration> parseDuration(String text) {
        try {
            return Settings.parseDuration(text);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Reads a duration that has to be more than zero. */
    Optional<Duration> positiveDuration(Value value, String path) {
        return duration(value, path).flatMap(duration -> {
            if (duration.isZero()) {
                wrong(value, path, "more than zero", "Give it a length, or leave it out.");
                return Optional.empty();
            }
            return Optional.of(duration);
        });
    }

    OptionalLong size(Value value, String path) {
        Optional<String> text = text(value, path);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong size = Settings.parseSize(text.get());
        if (size.isEmpty()) {
            wrong(value, path, "a size", "Write a number of bytes with its unit: 500MB (decimal) or 5GiB (binary).");
        }
        return size;
    }

    /** Reads a path; a relative one begins at the configuration file. */
    Optional<Path> path(Value value, String path) {
        return text(value, path).flatMap(text -> {
            if (!text.isEmpty()) {
                try {
                    return Optional.of(base.resolve(text).normalize());
                } catch (InvalidPathException e) {
                    wrong(value, path, "a path", "It has characters that no path can have.");
                    return Optional.empty();
                }
            }
            wrong(value, path, "a path", "Write a path; a relative one begins at the configuration file.");
            return Optional.empty();
        });
    }

    /** Reads one of a few words. */
    Optional<String> choice(Value value, String path, List<String> choices) {
        return text(value, path).flatMap(text -> {
            if (choices.contains(text)) {
                return Optional.of(text);
            }
            wrong(
                    value,
                    path,
                    "one of " + String.join(", ", choices),
                    Faults.suggest(text.toLowerCase(Locale.ROOT), choices, "Write one of")
                            .trim());
            return Optional.empty();
        });
    }

    /** Looks at a name that the file gives to something. */
    boolean isName(String what, String name, Place place) {
        if (Names.isValid(name)) {
            return true;
        }
        faults.add(
                place,
                "HF-CFG-001",
                "invalid " + what + " name \"" + name + "\"",
                "Use lower-case letters, digits and hyphens, at most " + Names.MAX_LENGTH
                        + " characters, and begin with a letter or digit.");
        return false;
    }
}
