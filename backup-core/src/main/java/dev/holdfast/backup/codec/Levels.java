package dev.holdfast.backup.codec;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.OptionalLong;

/** The setting that most codecs have. */
final class Levels {

    static final String LEVEL = "level";

    private Levels() {}

    static Setting setting(int lowest, int highest, int byDefault, String more) {
        return Setting.optional(
                        LEVEL,
                        SettingType.INTEGER,
                        "How hard to compress, from " + lowest + " (fast) to " + highest + " (small)" + more + ".")
                .byDefault(Integer.toString(byDefault));
    }

    /** Reads a whole number from settings. */
    static int read(Settings settings, String name, int byDefault) {
        OptionalLong value = settings.integer(name);
        // What no int holds is out of every range and is refused there.
        return value.isEmpty()
                ? byDefault
                : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value.getAsLong()));
    }

    /** Refuses what is out of range. */
    static void require(String form, String setting, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new ConfigurationException(Failure.of("HF-COD-001", form + " has no " + setting + " " + value)
                    .with("setting", setting)
                    .hint("Choose a " + setting + " from " + lowest + " to " + highest + "."));
        }
    }
}
