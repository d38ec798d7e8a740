package dev.holdfast.backup.retention;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.RetentionPolicyProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes {@link RetentionRules} of settings: type {@code rules}, the one that a {@code keep} without a type means. */
public final class RetentionRulesProvider implements RetentionPolicyProvider {

    /** The type. */
    public static final String TYPE = "rules";

    /** Makes the provider. */
    public RetentionRulesProvider() {}

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        settings.add(Setting.optional("last", SettingType.INTEGER, "Keep the newest so many good backups."));
        String[] units = {"hours", "days", "weeks (ISO)", "months", "years"};
        for (Period period : Period.values()) {
            settings.add(Setting.optional(
                    period.word(),
                    SettingType.INTEGER,
                    "Keep the newest good backup of each of the newest so many " + units[period.ordinal()]
                            + " that have one."));
        }
        settings.add(Setting.optional(
                "within", SettingType.DURATION, "Keep every backup that is not older than this, such as 30d."));
        settings.add(Setting.optional(
                "older-than",
                SettingType.DURATION,
                "Drop nothing that is not older than this; alone, drop all that is."));
        settings.add(Setting.optional("zone", SettingType.TEXT, "The time zone that days and weeks are counted in.")
                .byDefault("UTC"));
        return List.copyOf(settings);
    }

    @Override
    public RetentionPolicy create(Settings settings) {
        RetentionRules rules = Retention.everything();
        Optional<Integer> last = count(settings, "last");
        if (last.isPresent()) {
            rules = rules.last(last.get());
        }
        for (Period period : Period.values()) {
            Optional<Integer> count = count(settings, period.word());
            if (count.isPresent()) {
                rules = rules.newestOf(period, count.get());
            }
        }
        RetentionRules counted = rules;
        RetentionRules aged = settings.duration("within").map(counted::within).orElse(counted);
        RetentionRules bounded =
                settings.duration("older-than").map(aged::olderThan).orElse(aged);
        return settings.text("zone").map(name -> bounded.zone(zone(name))).orElse(bounded);
    }

    private static Optional<Integer> count(Settings settings, String rule) {
        OptionalLong count = settings.integer(rule);
        // More than there can be is as good as the most there can be.
        return count.isEmpty()
                ? Optional.empty()
                : Optional.of((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, count.getAsLong())));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new ConfigurationException(
                    Failure.of("HF-CFG-012", "unknown time zone \"" + name + "\"")
                            .hint("Name it as the IANA does, such as Europe/Berlin, or write UTC.")
                            .with("setting", "zone"),
                    e);
        }
    }
}
