package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Reads {@code maintenance.recover}. */
public final class MaintenanceRecoverProvider implements SectionProvider<MaintenanceTask.Recover> {

    /** Makes the provider. */
    public MaintenanceRecoverProvider() {}

    @Override
    public String type() {
        return "maintenance-recover";
    }

    @Override
    public String key() {
        return MaintenanceTask.Recover.WORD;
    }

    @Override
    public String parent() {
        return MaintenanceSettings.PARENT;
    }

    @Override
    public String help() {
        return "When maintenance ends what killed processes began.";
    }

    @Override
    public List<Setting> settings() {
        return MaintenanceSettings.of(key());
    }

    @Override
    public Class<MaintenanceTask.Recover> section() {
        return MaintenanceTask.Recover.class;
    }

    @Override
    public MaintenanceTask.Recover create(Settings settings) {
        return (MaintenanceTask.Recover) MaintenanceSettings.read(key(), settings);
    }
}
