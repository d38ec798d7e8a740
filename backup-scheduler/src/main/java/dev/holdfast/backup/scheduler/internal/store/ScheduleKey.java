package dev.holdfast.backup.scheduler.internal.store;

import java.util.Objects;

/**
 * What is scheduled.
 *
 * @param kind {@code job}, or the kind of maintenance: {@code verify}, {@code expire}, {@code sweep}, {@code recover}
 * @param name the job's name; empty for maintenance
 */
public record ScheduleKey(String kind, String name) {

    private static final String JOB = "job";

    /** Requires both. */
    public ScheduleKey {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }

    /**
     * Returns the key of a job.
     *
     * @param name the job's name
     * @return its key
     */
    public static ScheduleKey job(String name) {
        return new ScheduleKey(JOB, name);
    }

    /**
     * Returns the key of maintenance.
     *
     * @param kind its kind
     * @return its key
     */
    public static ScheduleKey maintenance(String kind) {
        return new ScheduleKey(kind, "");
    }

    /** {@return whether it is a job} */
    public boolean isJob() {
        return kind.equals(JOB);
    }
}
