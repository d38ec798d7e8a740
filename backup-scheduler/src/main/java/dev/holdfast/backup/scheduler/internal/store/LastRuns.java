package dev.holdfast.backup.scheduler.internal.store;

import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.db.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The last runs of what is scheduled: of all schedules by one statement, which reads a row or two of an index for each. Thread-safe. */
public final class LastRuns {

    /** Nothing was run. */
    public static final Last NONE = new Last(null, null);

    /** A restore or a verification of a job is no run of its schedule. */
    private static final String RUNS =
            " FROM holdfast_run x WHERE x.job = k.name AND x.kind = CASE k.kind WHEN 'job' THEN 'BACKUP' ELSE UPPER(k.kind) END";

    private static final String NEWEST = " ORDER BY x.started_at DESC, x.run DESC LIMIT 1)";

    private static final String SELECT =
            "SELECT k.kind, k.name, r.node, r.detail, " + finished("SUCCEEDED") + " AS succeeded, "
                    + finished("DEGRADED") + " AS degraded FROM (SELECT DISTINCT kind, name FROM holdfast_schedule%s) k"
                    + " LEFT JOIN holdfast_run r ON r.run = (SELECT x.run" + RUNS + NEWEST;

    private final Database database;

    /**
     * Makes it.
     *
     * @param database the database
     */
    public LastRuns(Database database) {
        this.database = database;
    }

    /** One state at a time: an index gives the newest row of one, and would have to sort those of two. */
    private static String finished(String state) {
        return "(SELECT x.finished_at" + RUNS + " AND x.state = '" + state + "'" + NEWEST;
    }

    /**
     * What was run last.
     *
     * @param run the last run, of whatever cause and end, or {@code null} if none is remembered
     * @param backup when the last usable one was complete, or {@code null} if none is remembered
     */
    public record Last(@Nullable RunRecord run, @Nullable Instant backup) {}

    /**
     * Looks up those of all schedules.
     *
     * @return them, by schedule; none for a schedule that is not in the database
     */
    public Map<ScheduleKey, Last> ofAll() {
        return look("", Map.of());
    }

    /**
     * Looks up those of one schedule.
     *
     * @param key which
     * @return them
     */
    public Last of(ScheduleKey key) {
        return look(" WHERE kind = :kind AND name = :name", Map.of("kind", key.kind(), "name", key.name()))
                .getOrDefault(key, NONE);
    }

    private Map<ScheduleKey, Last> look(String which, Map<String, ?> values) {
        try {
            return database.reading().withHandle(handle -> {
                Map<ScheduleKey, Last> found = new HashMap<>();
                handle.createQuery(String.format(SELECT, which))
                        .bindMap(values)
                        .map((row, context) -> {
                            return found.put(new ScheduleKey(row.getString("kind"), row.getString("name")), read(row));
                        })
                        .list();
                return found;
            });
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }

    private static Last read(ResultSet row) throws SQLException {
        String detail = row.getString("detail");
        RunRecord run = detail == null ? null : RunJson.read(detail).on(row.getString("node"));
        return new Last(run, later(instant(row, "succeeded"), instant(row, "degraded")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.instant(micros);
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
