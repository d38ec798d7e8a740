package dev.holdfast.backup.scheduler.internal.engine;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;

/** How what is scheduled is called in db-scheduler's table: a task for jobs, whose instances are the jobs' names, and one for maintenance. */
final class TaskNames {

    static final String JOB = "holdfast-job";
    static final String MAINTENANCE = "holdfast-maintenance";

    private TaskNames() {}

    static ScheduleKey key(TaskInstanceId id) {
        return id.getTaskName().equals(JOB) ? ScheduleKey.job(id.getId()) : ScheduleKey.maintenance(id.getId());
    }

    static String task(ScheduleKey key) {
        return key.isJob() ? JOB : MAINTENANCE;
    }

    static String instance(ScheduleKey key) {
        return key.isJob() ? key.name() : key.kind();
    }

    static TaskInstanceId id(ScheduleKey key) {
        return TaskInstanceId.of(task(key), instance(key));
    }

    static TaskInstance<DueRun> with(ScheduleKey key, DueRun run) {
        return new TaskInstance<>(task(key), instance(key), run);
    }
}
