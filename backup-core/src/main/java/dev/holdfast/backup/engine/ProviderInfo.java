package dev.holdfast.backup.engine;

import dev.holdfast.backup.spi.Setting;
import java.util.List;
import java.util.Objects;

/**
 * A provider as a list of types shows it.
 *
 * @param kind what it makes
 * @param type its type
 * @param settings the settings it understands, in its order
 * @param className the name of its class
 * @param source the jar or directory it was loaded from; {@code "?"} if that is unknown
 */
public record ProviderInfo(ProviderKind kind, String type, List<Setting> settings, String className, String source) {

    /**
     * Copies the settings and requires the rest.
     *
     * @param kind what it makes
     * @param type its type
     * @param settings the settings it understands, in its order
     * @param className the name of its class
     * @param source the jar or directory it was loaded from; {@code "?"} if that is unknown
     */
    public ProviderInfo {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(type, "type");
        settings = List.copyOf(settings);
        Objects.requireNonNull(className, "className");
        Objects.requireNonNull(source, "source");
    }
}
