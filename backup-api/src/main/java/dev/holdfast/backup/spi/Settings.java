package dev.holdfast.backup.spi;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of a participant's settings; immutable.
 *
 * <p>A value is a {@link String}, {@link Long}, {@link Boolean}, {@link Secret}, a list of texts or a mapping of texts. Whoever read them from
 * a file has validated them against the provider's {@link Setting}s; the accessors validate again for hosts that build settings themselves.
 * They throw {@link ConfigurationException} {@code HF-CFG-010} for a value of the wrong type and {@code HF-CFG-011} for a missing one.
 */
public final class Settings {

    private static final Settings NONE = new Settings(Map.of());
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d|w)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|kB|KB|KiB|MB|MiB|GB|GiB|TB|TiB)?");

    private final Map<String, Object> values;

    private Settings(Map<String, Object> values) {
        this.values = values;
    }

    /** {@return settings without values} */
    public static Settings none() {
        return NONE;
    }

    /**
     * Makes settings.
     *
     * @param values the values, copied; see the class for their types. Other numbers become {@link Long}s, paths and durations texts
     * @return the settings
     * @throws IllegalArgumentException if a value is of another type
     */
    public static Settings of(Map<String, ?> values) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(name, normal(name, value)));
        return new Settings(Collections.unmodifiableMap(copy));
    }

    private static Object normal(String name, Object value) {
        if (value instanceof String || value instanceof Long || value instanceof Boolean || value instanceof Secret) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short) {
            return ((Number) value).longValue();
        }
        if (value instanceof Path || value instanceof Duration) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> normal(name, item)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(key.toString(), normal(name, item)));
            return Collections.unmodifiableMap(copy);
        }
        throw new IllegalArgumentException("setting " + name + " has a value of " + value.getClass());
    }

    /** {@return all values in their order; secrets are {@link Secret}s} */
    public Map<String, Object> asMap() {
        return values;
    }

    /**
     * Tells whether a setting has a value.
     *
     * @param name its name
     * @return whether it has
     */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * Returns these settings with one more value.
     *
     * @param name the setting
     * @param value its value
     * @return a copy
     */
    public Settings with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return of(more);
    }

    /**
     * Returns a text; numbers and flags are texts too.
     *
     * @param name the setting
     * @return the text, or empty if it has no value
     */
    public Optional<String> text(String name) {
        Object value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Secret secret) {
            return Optional.of(new String(secret.reveal()));
        }
        if (value instanceof List || value instanceof Map) {
            throw wrong(name, "a text");
        }
        return Optional.of(value.toString());
    }

    /**
     * Returns a text that must be there.
     *
     * @param name the setting
     * @return the text
     */
    public String requireText(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    /**
     * Returns a whole number.
     *
     * @param name the setting
     * @return the number, or empty if it has no value
     */
    public OptionalLong integer(String name) {
        Object value = values.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Long number) {
            return OptionalLong.of(number);
        }
        try {
            return OptionalLong.of(Long.parseLong(value.toString()));
        } catch (NumberFormatException e) {
            throw wrong(name, "a whole number");
        }
    }

    /**
     * Returns a flag.
     *
     * @param name the setting
     * @param byDefault the value if it has none
     * @return the flag
     */
    public boolean flag(String name, boolean byDefault) {
        Object value = values.get(name);
        if (value == null) {
            return byDefault;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        return switch (value.toString()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "true or false");
        };
    }

    /**
     * Returns a length of time.
     *
     * @param name the setting
     * @return the duration, or empty if it has no value
     */
    public Optional<Duration> duration(String name) {
        return text(name)
                .map(value ->
                        parseDuration(value).orElseThrow(() -> wrong(name, "a duration such as 90s, 10m, 36h or 30d")));
    }

    /**
     * Returns a number of bytes.
     *
     * @param name the setting
     * @return bytes, or empty if it has no value
     */
    public OptionalLong size(String name) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong size = parseSize(value.get());
        if (size.isEmpty()) {
            throw wrong(name, "a size such as 500MB or 5GiB");
        }
        return size;
    }

    /**
     * Returns a path.
     *
     * @param name the setting
     * @return the path, or empty if it has no value
     */
    public Optional<Path> path(String name) {
        return text(name).map(value -> toPath(name, value));
    }

    /**
     * Returns paths.
     *
     * @param name the setting
     * @return the paths in order; none if it has no value
     */
    public List<Path> paths(String name) {
        return texts(name).stream().map(value -> toPath(name, value)).toList();
    }

    private static Path toPath(String name, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw wrong(name, "a path");
        }
    }

    /**
     * Returns texts; a single text is a list of one.
     *
     * @param name the setting
     * @return the texts in order; none if it has no value
     */
    public List<String> texts(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Map) {
            throw wrong(name, "a list of texts");
        }
        if (!(value instanceof List<?> list)) {
            return List.of(requireText(name));
        }
        List<String> texts = new ArrayList<>(list.size());
        for (Object item : list) {
            if (item instanceof List || item instanceof Map) {
                throw wrong(name, "a list of texts");
            }
            texts.add(item instanceof Secret secret ? new String(secret.reveal()) : item.toString());
        }
        return Collections.unmodifiableList(texts);
    }

    /**
     * Returns a mapping from texts to texts; secrets are revealed.
     *
     * @param name the setting
     * @return the mapping in order; empty if it has no value
     */
    public Map<String, String> map(String name) {
        Object value = values.get(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(name, "a mapping");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, item) -> texts.put(
                key.toString(), item instanceof Secret secret ? new String(secret.reveal()) : item.toString()));
        return Collections.unmodifiableMap(texts);
    }

    /**
     * Returns a secret.
     *
     * @param name the setting
     * @return the secret, or empty if it has no value
     */
    public Optional<Secret> secret(String name) {
        Object value = values.get(name);
        return value instanceof Secret secret ? Optional.of(secret) : text(name).map(Secret::of);
    }

    /**
     * Reads a length of time.
     *
     * @param text {@code 90s}, {@code 10m}, {@code 36h}, {@code 30d}, {@code 2w}, {@code 250ms}, or ISO 8601 such as {@code PT1H}
     * @return the duration, or empty if the text is none
     */
    public static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text.trim());
        if (!matcher.matches()) {
            return parseIsoDuration(text.trim());
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    case "d" -> Duration.ofDays(amount);
                    default -> Duration.ofDays(Math.multiplyExact(7, amount));
                });
    }

    /**
     * Writes a length of time as configurations have it.
     *
     * @param length the length of time
     * @return what {@link #parseDuration} reads, in the largest unit that leaves no rest: {@code 90s}, {@code 10m}, {@code 36h}, {@code 30d};
     *     for a negative one or parts of a millisecond as ISO 8601 has it
     */
    public static String durationText(Duration length) {
        long seconds = length.toSeconds();
        if (length.isNegative() || length.toNanosPart() % 1_000_000 != 0) {
            return length.toString();
        } else if (length.toNanosPart() != 0) {
            return length.toMillis() + "ms";
        } else if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        } else if (seconds % 3600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3600 + "h";
    }

    private static Optional<Duration> parseIsoDuration(String text) {
        try {
            Duration duration = Duration.parse(text);
            return duration.isNegative() ? Optional.empty() : Optional.of(duration);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads a number of bytes: powers of 1,000 as {@code kB MB GB TB}, powers of 1,024 as {@code KiB MiB GiB TiB}.
     *
     * @param text {@code 500MB}, {@code 5GiB}, {@code 4096}
     * @return bytes, or empty if the text is no size or too large
     */
    public static OptionalLong parseSize(String text) {
        Matcher matcher = SIZE.matcher(text.trim());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        long base = unit.contains("i") ? 1024 : 1000;
        int power = "BKMGT".indexOf(unit.substring(0, 1).toUpperCase(Locale.ROOT));
        try {
            long factor = 1;
            for (int i = 0; i < power; i++) {
                factor = Math.multiplyExact(factor, base);
            }
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    private static ConfigurationException wrong(String name, String expected) {
        return new ConfigurationException(Failure.of("HF-CFG-010", "setting " + name + " is not " + expected)
                .with("setting", name));
    }

    private static ConfigurationException missing(String name) {
        return new ConfigurationException(
                Failure.of("HF-CFG-011", "setting " + name + " is missing").with("setting", name));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settings that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(values);
    }

    /** {@return all values; secrets as {@code ***}} */
    @Override
    public String toString() {
        return values.toString();
    }
}
