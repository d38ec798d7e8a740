package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Reads how schedules are kept and run: {@code scheduler}. */
public final class SchedulerSettingsProvider implements SectionProvider<SchedulerSettings> {

    /** Makes the provider. */
    public SchedulerSettingsProvider() {}

    @Override
    public String type() {
        return "scheduler";
    }

    @Override
    public String parent() {
        return FILE;
    }

    @Override
    public String help() {
        return "How schedules are kept and run.";
    }

    @Override
    public List<Setting> settings() {
        return SchedulerSettings.all();
    }

    @Override
    public Class<SchedulerSettings> section() {
        return SchedulerSettings.class;
    }

    @Override
    public SchedulerSettings create(Settings settings) {
        return SchedulerSettings.read(settings);
    }
}
