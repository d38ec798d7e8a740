package dev.holdfast.backup.internal.restore;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.internal.text.Suggestion;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TunedRestore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the options of a request with those that the target has. */
final class OwnOptions {

    private OwnOptions() {}

    /**
     * Refuses what the target would not understand.
     *
     * @param target who restores
     * @param request what is asked for
     * @throws ConfigurationException {@code HF-RES-011} for an option that the target does not have, {@code HF-RES-012} for a value that does
     *     not fit
     */
    static void check(BackupTarget target, RestoreRequest request) {
        if (request.options().isEmpty()) {
            return;
        }
        List<Setting> known = target.ability(TunedRestore.class)
                .map(TunedRestore::restoreOptions)
                .orElse(List.of());
        for (Map.Entry<String, String> option : request.options().entrySet()) {
            Setting setting = known.stream()
                    .filter(each -> each.name().equals(option.getKey()))
                    .findFirst()
                    .orElseThrow(() -> unknown(target, option.getKey(), known));
            if (!fits(setting, option.getValue())) {
                throw new ConfigurationException(Failure.of(
                                "HF-RES-012",
                                "option " + setting.name() + " of a restore of " + target.id() + " cannot be \""
                                        + option.getValue() + "\"")
                        .hint(
                                setting.choices().isEmpty()
                                        ? setting.help()
                                        : "Choose one of " + String.join(", ", setting.choices()) + ".")
                        .with("option", setting.name()));
            }
        }
    }

    private static ConfigurationException unknown(BackupTarget target, String name, List<Setting> known) {
        List<String> names = known.stream().map(Setting::name).toList();
        Optional<String> near = Suggestion.nearest(name, names);
        String hint;
        if (names.isEmpty()) {
            hint = "Leave it out: restores of this type have no options of their own.";
        } else if (near.isPresent()) {
            hint = "Did you mean " + near.get() + "?";
        } else {
            hint = "There are " + String.join(", ", names) + ".";
        }
        return new ConfigurationException(
                Failure.of("HF-RES-011", "a restore of " + target.id() + " has no option " + name)
                        .hint(hint)
                        .with("option", name));
    }

    private static boolean fits(Setting setting, String value) {
        Settings alone = Settings.of(Map.of(setting.name(), value));
        try {
            switch (setting.type()) {
                case FLAG -> alone.flag(setting.name(), false);
                case INTEGER -> alone.integer(setting.name());
                case DURATION -> alone.duration(setting.name());
                case SIZE -> alone.size(setting.name());
                case PATH -> alone.path(setting.name());
                case CHOICE -> {
                    return setting.choices().contains(value);
                }
                default -> {
                    return !value.isEmpty();
                }
            }
            return true;
        } catch (ConfigurationException e) {
            return false;
        }
    }
}
