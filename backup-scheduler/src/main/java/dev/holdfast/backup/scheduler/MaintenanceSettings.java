package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.scheduler.internal.text.SettingsJson;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.ArrayList;
import java.util.List;

/** Tasks of maintenance as settings: the form that configuration files and databases share. */
public final class MaintenanceSettings {

    static final String PARENT = "maintenance";
    static final String WITHIN = "within";
    static final String LEVEL = "level";

    private static final List<String> WORDS = List.of(
            MaintenanceTask.Verify.WORD,
            MaintenanceTask.Expire.WORD,
            MaintenanceTask.Sweep.WORD,
            MaintenanceTask.Recover.WORD);
    private static final List<String> LEVELS =
            List.of(VerificationLevel.STORED.word(), VerificationLevel.DECODED.word());

    private MaintenanceSettings() {}

    /** {@return the words of all kinds of tasks, in the order in which documents show them} */
    public static List<String> words() {
        return WORDS;
    }

    /**
     * Lists the settings of a kind of task.
     *
     * @param word the kind's word
     * @return those of a schedule, and its own
     */
    public static List<Setting> of(String word) {
        List<Setting> settings = new ArrayList<>(ScheduleSettings.all());
        if (word.equals(MaintenanceTask.Verify.WORD)) {
            settings.add(Setting.optional(
                            WITHIN,
                            SettingType.DURATION,
                            "In which time every stored byte is read once; each run reads its share: 1h to 3660d.")
                    .byDefault("30d"));
            settings.add(Setting.choice(
                    LEVEL,
                    LEVELS,
                    VerificationLevel.DECODED.word(),
                    "How far each backup is proven: its digests, or decoded as well."));
        }
        return List.copyOf(settings);
    }

    /**
     * Reads a task.
     *
     * @param word the word of its kind, one of {@link #words()}
     * @param settings its settings
     * @return the task
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-001} to {@code HF-SCH-007}; the context names the setting
     * @throws IllegalArgumentException if there is no such kind
     */
    public static MaintenanceTask read(String word, Settings settings) {
        Schedule schedule = ScheduleSettings.read(settings);
        return switch (word) {
            case MaintenanceTask.Verify.WORD ->
                new MaintenanceTask.Verify(
                        schedule,
                        settings.duration(WITHIN).orElse(MaintenanceTask.Verify.DEFAULT_WITHIN),
                        level(settings));
            case MaintenanceTask.Expire.WORD -> new MaintenanceTask.Expire(schedule);
            case MaintenanceTask.Sweep.WORD -> new MaintenanceTask.Sweep(schedule);
            case MaintenanceTask.Recover.WORD -> new MaintenanceTask.Recover(schedule);
            default -> throw new IllegalArgumentException("no kind of maintenance: " + word);
        };
    }

    private static VerificationLevel level(Settings settings) {
        String word = settings.text(LEVEL).orElse(VerificationLevel.DECODED.word());
        for (VerificationLevel level : VerificationLevel.values()) {
            if (level.word().equals(word)) {
                return level;
            }
        }
        throw ScheduleFault.of(
                "HF-SCH-005",
                LEVEL,
                "\"" + word + "\" is no level of verification",
                "Write one of " + String.join(", ", LEVELS) + ".");
    }

    /**
     * Writes a task; equal tasks give equal settings.
     *
     * @param task the task
     * @return settings of which {@link #read} makes an equal task
     */
    public static Settings write(MaintenanceTask task) {
        Settings settings = ScheduleSettings.write(task.schedule());
        return task instanceof MaintenanceTask.Verify verify
                ? settings.with(WITHIN, verify.within())
                        .with(LEVEL, verify.level().word())
                : settings;
    }

    /**
     * Writes a task as it is kept in databases; equal tasks give equal texts.
     *
     * @param task the task
     * @return a JSON object of its settings
     */
    public static String toJson(MaintenanceTask task) {
        return SettingsJson.write(write(task));
    }

    /**
     * Reads a task as it is kept in databases.
     *
     * @param word the word of its kind
     * @param json what {@link #toJson} wrote
     * @return the task
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-001} to {@code HF-SCH-007}
     * @throws IllegalArgumentException if there is no such kind, or the text is no JSON object
     */
    public static MaintenanceTask fromJson(String word, String json) {
        return read(word, SettingsJson.read(json));
    }
}
