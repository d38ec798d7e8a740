package dev.holdfast.backup.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which backups to list; immutable, each method returns a copy.
 *
 * @param target only those of the target of this name, or {@code null}
 * @param type only those of targets of this type, or {@code null}
 * @param store only those in the store of this name, or {@code null}
 * @param job only those that this job made, or {@code null}
 * @param since only those that began at this instant or later, or {@code null}
 * @param limit at most so many, the newest; 0 for all
 */
public record CatalogQuery(
        @Nullable String target,
        @Nullable String type,
        @Nullable String store,
        @Nullable String job,
        @Nullable Instant since,
        int limit) {

    /**
     * Validates the limit.
     *
     * @param target only those of the target of this name, or {@code null}
     * @param type only those of targets of this type, or {@code null}
     * @param store only those in the store of this name, or {@code null}
     * @param job only those that this job made, or {@code null}
     * @param since only those that began at this instant or later, or {@code null}
     * @param limit at most so many, the newest; 0 for all
     */
    public CatalogQuery {
        if (limit < 0) {
            throw new IllegalArgumentException("limit " + limit);
        }
    }

    /** {@return the query for all backups} */
    public static CatalogQuery all() {
        return new CatalogQuery(null, null, null, null, null, 0);
    }

    /**
     * Returns this query for one target.
     *
     * @param name the target's name, or {@code null} for all
     * @return a copy
     */
    public CatalogQuery target(@Nullable String name) {
        return new CatalogQuery(name, type, store, job, since, limit);
    }

    /**
     * Returns this query for one type of targets.
     *
     * @param name the type, or {@code null} for all
     * @return a copy
     */
    public CatalogQuery type(@Nullable String name) {
        return new CatalogQuery(target, name, store, job, since, limit);
    }

    /**
     * Returns this query for one store.
     *
     * @param name the store's name, or {@code null} for all
     * @return a copy
     */
    public CatalogQuery store(@Nullable String name) {
        return new CatalogQuery(target, type, name, job, since, limit);
    }

    /**
     * Returns this query for one job.
     *
     * @param name the job's name, or {@code null} for all
     * @return a copy
     */
    public CatalogQuery job(@Nullable String name) {
        return new CatalogQuery(target, type, store, name, since, limit);
    }

    /**
     * Returns this query for backups from an instant on.
     *
     * @param instant the instant, or {@code null} for all
     * @return a copy
     */
    public CatalogQuery since(@Nullable Instant instant) {
        return new CatalogQuery(target, type, store, job, instant, limit);
    }

    /**
     * Returns this query for the newest backups.
     *
     * @param count how many, or 0 for all
     * @return a copy
     */
    public CatalogQuery limit(int count) {
        return new CatalogQuery(target, type, store, job, since, count);
    }

    /** {@return whether a backup is asked for, the store and the limit aside} */
    boolean fits(CatalogEntry entry) {
        return (target == null || target.equals(entry.target().name()))
                && (type == null || type.equals(entry.target().type()))
                && (job == null || job.equals(entry.job()))
                && (since == null || !entry.startedAt().isBefore(since));
    }
}
