package dev.holdfast.backup.containers;

import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes {@link LxcHook}s from configurations: the type {@code lxc}. */
public final class LxcHookProvider implements HookProvider {

    private static final List<Setting> SETTINGS = List.of(
            Setting.optional(
                    LxcHook.STOP, SettingType.TEXTS, "The containers to stop, in order; they are started in reverse."),
            Setting.optional(
                    LxcHook.FREEZE,
                    SettingType.TEXTS,
                    "The containers to freeze instead, in order; thawed in reverse."),
            Setting.optional(
                            LxcHook.STOP_TIMEOUT,
                            SettingType.DURATION,
                            "How long a container has to shut down before it is killed; the hook's timeout has to be longer.")
                    .byDefault("30s"),
            Setting.choice(
                    LxcHook.TOOL,
                    List.of(LxcHook.LXC, LxcHook.LXD, LxcHook.INCUS),
                    LxcHook.LXC,
                    "Whose containers they are, and so by whose commands they are held."),
            Setting.optional(
                    LxcHook.REMOTE, SettingType.TEXT, "With lxd or incus: the daemon, by the command's name for it."),
            Setting.optional(
                    LxcHook.PROJECT, SettingType.TEXT, "With lxd or incus: the project that the containers are in."),
            Setting.optional(
                    LxcHook.PATH, SettingType.PATH, "With lxc: where the containers lie, if not in LXC's own place."),
            Setting.optional(
                    LxcHook.PREFIX, SettingType.TEXTS, "What stands before each command of LXC, such as sudo."));

    /** Makes the provider. */
    public LxcHookProvider() {}

    @Override
    public String type() {
        return LxcHook.TYPE;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public HookDefinition create(String name, Settings settings) {
        return LxcHook.of(name, settings);
    }
}
