package dev.holdfast.backup.spi;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A setting that a provider understands; drives configuration, completion, documents and redaction.
 *
 * @param name its name: lower-case words joined by hyphens
 * @param type the type of its value
 * @param required whether it must be given
 * @param secret whether its value is never shown
 * @param defaultText the value if it is not given, as one would write it, or {@code null} if there is none
 * @param choices for {@link SettingType#CHOICE} the values there are; else empty
 * @param help one sentence
 */
public record Setting(
        String name,
        SettingType type,
        boolean required,
        boolean secret,
        @Nullable String defaultText,
        List<String> choices,
        String help) {

    /**
     * Copies the choices and requires the rest.
     *
     * @param name its name: lower-case words joined by hyphens
     * @param type the type of its value
     * @param required whether it must be given
     * @param secret whether its value is never shown
     * @param defaultText the value if it is not given, as one would write it, or {@code null} if there is none
     * @param choices for {@link SettingType#CHOICE} the values there are; else empty
     * @param help one sentence
     */
    public Setting {
        dev.holdfast.backup.Names.require("setting name", name);
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(help, "help");
        choices = List.copyOf(choices);
        if ((type == SettingType.CHOICE) == choices.isEmpty()) {
            throw new IllegalArgumentException("choices go with the type CHOICE, and with no other: " + name);
        }
    }

    /**
     * Makes a setting that need not be given.
     *
     * @param name its name
     * @param type its type, other than CHOICE
     * @param help one sentence
     * @return the setting
     */
    public static Setting optional(String name, SettingType type, String help) {
        return new Setting(name, type, false, false, null, List.of(), help);
    }

    /**
     * Makes a setting that must be given.
     *
     * @param name its name
     * @param type its type, other than CHOICE
     * @param help one sentence
     * @return the setting
     */
    public static Setting required(String name, SettingType type, String help) {
        return new Setting(name, type, true, false, null, List.of(), help);
    }

    /**
     * Makes a setting with a few values to choose from.
     *
     * @param name its name
     * @param choices the values there are
     * @param defaultText the value if it is not given
     * @param help one sentence
     * @return the setting
     */
    public static Setting choice(String name, List<String> choices, String defaultText, String help) {
        return new Setting(name, SettingType.CHOICE, false, false, defaultText, choices, help);
    }

    /**
     * Returns this setting with a default.
     *
     * @param text the value if it is not given, as one would write it
     * @return a copy
     */
    public Setting byDefault(String text) {
        return new Setting(name, type, required, secret, text, choices, help);
    }

    /**
     * Returns this setting as a secret.
     *
     * @return a copy
     */
    public Setting asSecret() {
        return new Setting(name, type, required, true, defaultText, choices, help);
    }
}
