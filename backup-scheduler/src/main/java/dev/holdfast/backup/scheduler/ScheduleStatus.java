package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.history.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A schedule and how it stands.
 *
 * @param kind {@code job}, or the maintenance: {@code verify}, {@code expire}, {@code sweep}, {@code recover}
 * @param job the job's name; empty for maintenance
 * @param schedule the schedule
 * @param origin where it comes from
 * @param state whether it runs, and why not
 * @param createdAt when it was made
 * @param changedAt when it was changed last
 * @param changedBy who changed it
 * @param node the node that changed it
 * @param lastRun the last run of the job, of whatever cause, or {@code null} if none is remembered
 * @param lastBackup when the last usable backup was complete, or {@code null} if none is remembered
 * @param next the next five instants it is due; empty unless it is {@link State#ACTIVE}
 * @param problems what one should know of it
 */
public record ScheduleStatus(
        String kind,
        String job,
        Schedule schedule,
        ScheduleOrigin origin,
        State state,
        Instant createdAt,
        Instant changedAt,
        String changedBy,
        String node,
        @Nullable RunRecord lastRun,
        @Nullable Instant lastBackup,
        List<Instant> next,
        List<Problem> problems) {

    /** Whether a schedule runs. */
    public enum State {
        /** It runs. */
        ACTIVE,
        /** Somebody paused it, or all. */
        PAUSED,
        /** It says itself that it does not count. */
        DISABLED,
        /** No node has its job any more. */
        ORPHANED,
        /** The configuration file has another one for the job, which counts. */
        SHADOWED
    }

    /**
     * Copies the lists and requires the rest.
     *
     * @param kind {@code job}, or the maintenance
     * @param job the job's name, or empty
     * @param schedule the schedule
     * @param origin where it comes from
     * @param state whether it runs
     * @param createdAt when it was made
     * @param changedAt when it was changed last
     * @param changedBy who changed it
     * @param node the node that changed it
     * @param lastRun the last run of the job, or {@code null}
     * @param lastBackup when the last usable backup was complete, or {@code null}
     * @param next the next five instants it is due
     * @param problems what one should know of it
     */
    public ScheduleStatus {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(changedAt, "changedAt");
        Objects.requireNonNull(changedBy, "changedBy");
        Objects.requireNonNull(node, "node");
        next = List.copyOf(next);
        problems = List.copyOf(problems);
    }

    /** {@return the job's name, or the maintenance} */
    public String name() {
        return job.isEmpty() ? kind : job;
    }
}
