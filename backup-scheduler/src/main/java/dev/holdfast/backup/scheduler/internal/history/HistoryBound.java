package dev.holdfast.backup.scheduler.internal.history;

import dev.holdfast.backup.scheduler.internal.db.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How much history is kept: runs of so many days, and so many runs; what is older goes. Runs under way stay whatever their age.
 *
 * @param days how many days
 * @param runs how many runs
 */
public record HistoryBound(int days, long runs) {

    static final int BATCH = 1000;

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final String SETTING = "trimmed";

    /** Requires both to be above zero. */
    public HistoryBound {
        if (days < 1 || runs < 1) {
            throw new IllegalArgumentException("history of " + days + " days and " + runs + " runs");
        }
    }

    /** Whether it is this process's turn to look: once in ten minutes for all that share the database. */
    static boolean isDue(Handle handle, Instant now) {
        long micros = Micros.of(now);
        return handle.createUpdate("INSERT INTO holdfast_setting (name, value) VALUES (:name, :now) ON CONFLICT (name)"
                                + " DO UPDATE SET value = excluded.value WHERE CAST(holdfast_setting.value AS bigint) < :before"
                                + " OR CAST(holdfast_setting.value AS bigint) > :micros")
                        .bind("name", SETTING)
                        .bind("now", Long.toString(micros))
                        .bind("micros", micros)
                        .bind("before", micros - INTERVAL.toNanos() / 1000)
                        .execute()
                > 0;
    }

    /** Up to which run all are to go. */
    Optional<Place> boundary(Handle handle, Instant now) {
        Place byDays = new Place(Micros.of(now.minus(Duration.ofDays(days))), "");
        Optional<Place> byNumber = handle.createQuery(
                        "SELECT started_at, run FROM holdfast_run ORDER BY started_at DESC, run DESC LIMIT 1 OFFSET :runs")
                .bind("runs", runs)
                .map((row, context) -> new Place(row.getLong(1), row.getString(2)))
                .findFirst();
        return byNumber.filter(place -> place.at >= byDays.at).or(() -> Optional.of(byDays));
    }

    /** Removes some of the runs up to a place; none are left if the number is below that of a batch. */
    static int removeSome(Handle handle, Place place) {
        List<String> runs = handle.createQuery("SELECT run FROM holdfast_run WHERE (started_at, run) <= (:at, :run)"
                        + " AND state <> 'RUNNING' ORDER BY started_at, run LIMIT :batch")
                .bind("at", place.at)
                .bind("run", place.run)
                .bind("batch", BATCH)
                .mapTo(String.class)
                .list();
        if (!runs.isEmpty()) {
            for (String table : List.of("holdfast_removal", "holdfast_run_target", "holdfast_run")) {
                handle.createUpdate("DELETE FROM " + table + " WHERE run IN (<runs>)")
                        .bindList("runs", runs)
                        .execute();
            }
        }
        return runs.size();
    }

    /**
     * A place in the order of runs.
     *
     * @param at when the run began, in microseconds
     * @param run its id
     */
    record Place(long at, String run) {}
}
