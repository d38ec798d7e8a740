package dev.holdfast.backup.containers;

import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes {@link SystemdHook}s from configurations: the type {@code systemd}. */
public final class SystemdHookProvider implements HookProvider {

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(
                    SystemdHook.STOP, SettingType.TEXTS, "The units to stop, in order; they are started in reverse."),
            Setting.optional(
                            SystemdHook.COMMAND,
                            SettingType.TEXTS,
                            "The program that stops them with its first arguments, such as sudo and systemctl.")
                    .byDefault("systemctl"));

    /** Makes the provider. */
    public SystemdHookProvider() {}

    @Override
    public String type() {
        return SystemdHook.TYPE;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public HookDefinition create(String name, Settings settings) {
        return SystemdHook.of(name, settings);
    }
}
