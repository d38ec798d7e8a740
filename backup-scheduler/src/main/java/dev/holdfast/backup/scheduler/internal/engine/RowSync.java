package dev.holdfast.backup.scheduler.internal.engine;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleSettings;
import dev.holdfast.backup.scheduler.internal.run.Reason;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.scheduler.internal.store.Schedules;
import dev.holdfast.backup.scheduler.internal.store.StoredSchedule;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps db-scheduler's rows in step with the schedules: one row for each that is to be run, none for the others. For one thread of a process;
 * several processes may do it at once.
 *
 * <p>A row that is there is left as it is, late or not: it knows what was due while nobody was there. A new one begins with the first instant
 * behind what is accounted for; all was accounted for when its schedule was made, changed, or let go on.
 */
final class RowSync {

    private static final Logger LOG = LoggerFactory.getLogger(RowSync.class);

    private final Schedules schedules;
    private final SchedulerClient client;
    private final Clock clock;

    RowSync(Schedules schedules, SchedulerClient client, Clock clock) {
        this.schedules = schedules;
        this.client = client;
        this.clock = clock;
    }

    /** Does it; what the database does not answer is thrown. */
    void sync() {
        boolean allPaused = schedules.isPaused();
        Map<ScheduleKey, StoredSchedule> wanted = new LinkedHashMap<>();
        Map<ScheduleKey, StoredSchedule> counting = new LinkedHashMap<>();
        for (StoredSchedule stored : schedules.list()) {
            // The file's comes first, and counts.
            counting.putIfAbsent(stored.key(), stored);
        }
        counting.forEach((key, stored) -> {
            if (DueWork.runs(stored, allPaused)) {
                wanted.put(key, stored);
            }
        });
        Map<ScheduleKey, ScheduledExecution<DueRun>> rows = new LinkedHashMap<>();
        for (String task : new String[] {TaskNames.JOB, TaskNames.MAINTENANCE}) {
            client.<DueRun>fetchScheduledExecutionsForTask(
                    task, DueRun.class, row -> rows.put(TaskNames.key(row.getTaskInstance()), row));
        }
        rows.forEach((key, row) -> {
            if (!wanted.containsKey(key)) {
                cancel(key, row);
            }
        });
        wanted.forEach((key, stored) -> keep(stored, Optional.ofNullable(rows.get(key))));
    }

    private void cancel(ScheduleKey key, ScheduledExecution<DueRun> row) {
        if (row.isPicked()) {
            // Its run looks at the schedule when it is over.
            return;
        }
        try {
            client.cancel(row.getTaskInstance());
        } catch (TaskInstanceCurrentlyExecutingException | TaskInstanceNotFoundException e) {
            LOG.debug("{} is being run, or gone", key, e);
        }
    }

    private void keep(StoredSchedule stored, Optional<ScheduledExecution<DueRun>> row) {
        if (row.isPresent() && (row.get().isPicked() || isOf(stored, row.get()))) {
            return;
        }
        Schedule schedule = ScheduleSettings.fromJson(stored.definition());
        Instant accounted = stored.accountedUntil();
        Optional<Instant> due = schedule.nextAfter(accounted == null ? clock.instant() : accounted);
        if (due.isEmpty()) {
            row.ifPresent(old -> cancel(stored.key(), old));
            return;
        }
        Instant start = schedule.start(DueWork.name(stored.key()), due.get());
        DueRun run = DueRun.first(due.get(), Reason.SCHEDULE, stored.digest());
        try {
            if (row.isEmpty()) {
                client.scheduleIfNotExists(TaskNames.with(stored.key(), run), start);
            } else {
                client.reschedule(row.get().getTaskInstance(), start, run);
            }
        } catch (TaskInstanceCurrentlyExecutingException | TaskInstanceNotFoundException e) {
            LOG.debug("{} is being run, or gone", stored.key(), e);
        }
    }

    private static boolean isOf(StoredSchedule stored, ScheduledExecution<DueRun> row) {
        try {
            return row.getData().definition().equals(stored.digest());
        } catch (RuntimeException e) {
            LOG.warn("the row of {} cannot be read and is written anew", stored.key(), e);
            return false;
        }
    }
}
