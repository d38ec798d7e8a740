package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Reads when a job is due: {@code schedule}. */
public final class ScheduleProvider implements SectionProvider<Schedule> {

    /** Makes the provider. */
    public ScheduleProvider() {}

    @Override
    public String type() {
        return "schedule";
    }

    @Override
    public String parent() {
        return JOB;
    }

    @Override
    public String help() {
        return "When the job is due.";
    }

    @Override
    public List<Setting> settings() {
        return ScheduleSettings.all();
    }

    @Override
    public Class<Schedule> section() {
        return Schedule.class;
    }

    @Override
    public Schedule create(Settings settings) {
        return ScheduleSettings.read(settings);
    }
}
