package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Reads {@code maintenance.verify}. */
public final class MaintenanceVerifyProvider implements SectionProvider<MaintenanceTask.Verify> {

    /** Makes the provider. */
    public MaintenanceVerifyProvider() {}

    @Override
    public String type() {
        return "maintenance-verify";
    }

    @Override
    public String key() {
        return MaintenanceTask.Verify.WORD;
    }

    @Override
    public String parent() {
        return MaintenanceSettings.PARENT;
    }

    @Override
    public String help() {
        return "What maintenance verifies, and when.";
    }

    @Override
    public List<Setting> settings() {
        return MaintenanceSettings.of(key());
    }

    @Override
    public Class<MaintenanceTask.Verify> section() {
        return MaintenanceTask.Verify.class;
    }

    @Override
    public MaintenanceTask.Verify create(Settings settings) {
        return (MaintenanceTask.Verify) MaintenanceSettings.read(key(), settings);
    }
}
