package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the settings of a participant as its provider declares them. */
final class SettingsReader {

    private final Reading reading;

    SettingsReader(Reading reading) {
        this.reading = reading;
    }

    /**
     * Reads the settings in a section that has other keys too; the section is not finished.
     *
     * @return the settings, or empty if there are faults
     */
    Optional<Settings> read(Section section, List<Setting> settings) {
        int before = reading.faults().count();
        Map<String, Object> values = new LinkedHashMap<>();
        for (Setting setting : settings) {
            String path = section.path(setting.name());
            if (setting.secret()) {
                section.hide(setting.name());
            }
            Optional<Value> value = section.value(setting.name());
            if (value.isPresent()) {
                convert(setting, value.get(), path).ifPresent(found -> values.put(setting.name(), found));
            } else if (setting.required() && !section.has(setting.name())) {
                reading.faults()
                        .add(
                                section.place(),
                                "HF-CFG-011",
                                section.path() + " has no \"" + setting.name() + "\"",
                                setting.help());
            }
        }
        return reading.faults().count() == before ? Optional.of(Settings.of(values)) : Optional.empty();
    }

    private Optional<Object> convert(Setting setting, Value value, String path) {
        return switch (setting.type()) {
            case TEXT -> text(setting, value, path);
            case INTEGER -> reading.integer(value, path).map(Function.identity());
            case FLAG -> reading.flag(value, path).map(Function.identity());
            case DURATION -> reading.duration(value, path).map(Object::toString);
            case SIZE -> {
                var size = reading.size(value, path);
                yield size.isPresent() ? Optional.of(size.getAsLong()) : Optional.empty();
            }
            case PATH -> reading.path(value, path).map(Object::toString);
            case TEXTS -> list(setting, value, path);
            case PATHS -> list(setting, value, path);
            case CHOICE -> reading.choice(value, path, setting.choices()).map(Function.identity());
            case MAP -> map(setting, value, path);
        };
    }

    private Optional<Object> text(Setting setting, Value value, String path) {
        return reading.resolved(value, path).flatMap(resolved -> {
            if (resolved.text().isEmpty() && (setting.required() || setting.secret())) {
                reading.faults().add(value.place(), "HF-CFG-011", path + " is empty", setting.help());
                return Optional.empty();
            }
            if (!setting.secret()) {
                return Optional.of(resolved.text());
            }
            char[] secret = resolved.text().toCharArray();
            return Optional.of(
                    resolved.replaced() ? Secret.referenced(secret, resolved.reference()) : Secret.of(secret));
        });
    }

    private Optional<Object> list(Setting setting, Value value, String path) {
        List<Value> items = value instanceof Value.Sequence sequence ? sequence.items() : List.of(value);
        if (items.isEmpty() && setting.required()) {
            reading.faults().add(value.place(), "HF-CFG-011", path + " is empty", setting.help());
            return Optional.empty();
        }
        if (value instanceof Value.Mapping) {
            reading.wrong(value, path, "a list", "Write [one, two], or a line with \"- \" for each.");
            return Optional.empty();
        }
        List<Object> list = new ArrayList<>();
        for (Value item : items) {
            Optional<Object> found = setting.type() == SettingType.PATHS
                    ? reading.path(item, path).map(Object::toString)
                    : text(setting, item, path);
            found.ifPresent(list::add);
        }
        return Optional.of(list);
    }

    private Optional<Object> map(Setting setting, Value value, String path) {
        return reading.mapping(value, path).map(mapping -> {
            Map<String, Object> texts = new LinkedHashMap<>();
            mapping.entries()
                    .forEach((key, entry) ->
                            text(setting, entry.value(), path + "." + key).ifPresent(text -> texts.put(key, text)));
            return texts;
        });
    }

    /** Lets a provider make something of settings; what it refuses is a fault at the setting that it names. */
    <T> Optional<T> create(Section section, Supplier<T> making) {
        try {
            return Optional.of(making.get());
        } catch (BackupException e) {
            String setting = e.context().get("setting");
            Place place = setting == null ? section.place() : section.placeOf(setting);
            reading.faults().add(place, e.code(), section.path() + ": " + e.getMessage(), e.hint());
            return Optional.empty();
        } catch (RuntimeException e) {
            reading.faults()
                    .add(
                            section.place(),
                            "HF-CFG-029",
                            section.path() + ": its provider failed with "
                                    + e.getClass().getName(),
                            "This is a fault of the provider; the cause has its stack trace.");
            reading.faults().causedBy(e);
            return Optional.empty();
        }
    }
}
