package dev.holdfast.backup.containers.internal.docker;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A volume as an engine describes it.
 *
 * @param name its name
 * @param driver who provides it; {@code local} for a directory of the engine's machine
 * @param mountpoint where it is on the engine's machine
 * @param options options of the driver; they may hold passwords
 * @param labels its labels
 */
public record VolumeView(
        String name, String driver, String mountpoint, Map<String, String> options, Map<String, String> labels) {

    /** The driver of directories. */
    public static final String LOCAL = "local";

    /**
     * Copies the maps.
     *
     * @param name its name
     * @param driver who provides it
     * @param mountpoint where it is
     * @param options options of the driver
     * @param labels its labels
     */
    public VolumeView {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    static VolumeView of(JsonNode node) {
        return new VolumeView(
                Json.text(node.path("Name")),
                Json.text(node.path("Driver")),
                Json.text(node.path("Mountpoint")),
                texts(node.path("Options")),
                texts(node.path("Labels")));
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(each -> texts.put(each.getKey(), Json.text(each.getValue())));
        return texts;
    }

    /**
     * {@return whether it is something that the engine mounts when a container needs it, such as a share: its directory is empty in between, and its
     * options say how to reach it}
     */
    public boolean isExternal() {
        return !driver.equals(LOCAL) || options.containsKey("device") || options.containsKey("type");
    }
}
