package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Reads {@code maintenance.expire}. */
public final class MaintenanceExpireProvider implements SectionProvider<MaintenanceTask.Expire> {

    /** Makes the provider. */
    public MaintenanceExpireProvider() {}

    @Override
    public String type() {
        return "maintenance-expire";
    }

    @Override
    public String key() {
        return MaintenanceTask.Expire.WORD;
    }

    @Override
    public String parent() {
        return MaintenanceSettings.PARENT;
    }

    @Override
    public String help() {
        return "When maintenance drops the backups that no rule keeps.";
    }

    @Override
    public List<Setting> settings() {
        return MaintenanceSettings.of(key());
    }

    @Override
    public Class<MaintenanceTask.Expire> section() {
        return MaintenanceTask.Expire.class;
    }

    @Override
    public MaintenanceTask.Expire create(Settings settings) {
        return (MaintenanceTask.Expire) MaintenanceSettings.read(key(), settings);
    }
}
