package dev.holdfast.backup.containers;

import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes {@link SqlHook}s from configurations: the type {@code sql}. */
public final class SqlHookProvider implements HookProvider {

    private static final List<Setting> SETTINGS = List.of(
            Setting.required(
                    SqlHook.URL, SettingType.TEXT, "The database, as its JDBC driver wants it; without a password."),
            Setting.optional(SqlHook.USER, SettingType.TEXT, "The user to log in as."),
            Setting.optional(SqlHook.PASSWORD, SettingType.TEXT, "The user's password.")
                    .asSecret(),
            Setting.optional(
                    SqlHook.BEFORE, SettingType.TEXTS, "The statements to execute before; each commits by itself."),
            Setting.optional(
                    SqlHook.AFTER,
                    SettingType.TEXTS,
                    "The statements to execute after; executed whatever happened, perhaps more than once."));

    /** Makes the provider. */
    public SqlHookProvider() {}

    @Override
    public String type() {
        return SqlHook.TYPE;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public HookDefinition create(String name, Settings settings) {
        return SqlHook.of(name, settings);
    }
}
