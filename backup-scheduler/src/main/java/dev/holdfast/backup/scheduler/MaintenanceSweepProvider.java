package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Reads {@code maintenance.sweep}. */
public final class MaintenanceSweepProvider implements SectionProvider<MaintenanceTask.Sweep> {

    /** Makes the provider. */
    public MaintenanceSweepProvider() {}

    @Override
    public String type() {
        return "maintenance-sweep";
    }

    @Override
    public String key() {
        return MaintenanceTask.Sweep.WORD;
    }

    @Override
    public String parent() {
        return MaintenanceSettings.PARENT;
    }

    @Override
    public String help() {
        return "When maintenance removes what no manifest names.";
    }

    @Override
    public List<Setting> settings() {
        return MaintenanceSettings.of(key());
    }

    @Override
    public Class<MaintenanceTask.Sweep> section() {
        return MaintenanceTask.Sweep.class;
    }

    @Override
    public MaintenanceTask.Sweep create(Settings settings) {
        return (MaintenanceTask.Sweep) MaintenanceSettings.read(key(), settings);
    }
}
