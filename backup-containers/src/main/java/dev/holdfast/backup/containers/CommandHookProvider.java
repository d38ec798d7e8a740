package dev.holdfast.backup.containers;

import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes {@link CommandHook}s from configurations: the type {@code command}. */
public final class CommandHookProvider implements HookProvider {

    private static final List<Setting> SETTINGS = List.of(
            Setting.optional(
                    CommandHook.BEFORE,
                    SettingType.TEXTS,
                    "The program to run before, with its arguments; no shell reads them."),
            Setting.optional(
                    CommandHook.AFTER,
                    SettingType.TEXTS,
                    "The program to run after, with its arguments; run whatever happened, perhaps more than once."),
            Setting.optional(CommandHook.ENVIRONMENT, SettingType.MAP, "Variables to add to the environment of both."),
            Setting.optional(CommandHook.DIRECTORY, SettingType.PATH, "The working directory of both."));

    /** Makes the provider. */
    public CommandHookProvider() {}

    @Override
    public String type() {
        return CommandHook.TYPE;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public HookDefinition create(String name, Settings settings) {
        return CommandHook.of(name, settings);
    }
}
