package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.scheduler.Maintenance;
import dev.holdfast.backup.scheduler.MaintenanceTask;
import dev.holdfast.backup.scheduler.Retry;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a node runs, by one version of its configuration; a later version replaces it as a whole.
 *
 * @param backups the engine, with its jobs
 * @param maintenance what is done beside jobs
 */
public record Composition(Backups backups, Maintenance maintenance) {

    /**
     * Finds a job.
     *
     * @param name its name
     * @return the job
     */
    public Optional<Job> job(String name) {
        return backups.jobs().stream().filter(job -> job.name().equals(name)).findFirst();
    }

    /**
     * Finds maintenance.
     *
     * @param kind its kind
     * @return the maintenance
     */
    Optional<MaintenanceTask> task(String kind) {
        return maintenance.tasks().stream()
                .filter(task -> task.word().equals(kind))
                .findFirst();
    }

    /** {@return whether the configuration has what is scheduled} */
    public boolean knows(ScheduleKey key) {
        return key.isJob() ? job(key.name()).isPresent() : task(key.kind()).isPresent();
    }

    Retry retry(ScheduleKey key) {
        return job(key.name()).flatMap(job -> job.sections().find(Retry.class)).orElse(Retry.NEVER);
    }

    /** {@return the schedules that the configuration itself gives} */
    public Map<ScheduleKey, Schedule> schedules() {
        Map<ScheduleKey, Schedule> found = new LinkedHashMap<>();
        for (Job job : backups.jobs()) {
            job.sections().find(Schedule.class).ifPresent(schedule -> found.put(ScheduleKey.job(job.name()), schedule));
        }
        for (MaintenanceTask task : maintenance.tasks()) {
            found.put(ScheduleKey.maintenance(task.word()), task.schedule());
        }
        return found;
    }
}
