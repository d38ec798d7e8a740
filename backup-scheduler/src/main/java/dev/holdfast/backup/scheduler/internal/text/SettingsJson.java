package dev.holdfast.backup.scheduler.internal.text;

import dev.holdfast.backup.scheduler.internal.json.Json;
import dev.holdfast.backup.spi.Settings;

/** Settings as a JSON object on one line: equal settings in one order give equal texts. Knows no secrets. */
public final class SettingsJson {

    private SettingsJson() {}

    /**
     * Writes settings.
     *
     * @param settings texts, whole numbers, flags, lists and mappings of them
     * @return a JSON object, with the settings in their order
     * @throws IllegalArgumentException if one is a secret: those are not written down
     */
    public static String write(Settings settings) {
        return Json.write(settings.asMap());
    }

    /**
     * Reads settings.
     *
     * @param text what {@link #write} wrote
     * @return equal settings
     * @throws IllegalArgumentException if the text is something else
     */
    public static Settings read(String text) {
        return Settings.of(Json.read(text));
    }
}
