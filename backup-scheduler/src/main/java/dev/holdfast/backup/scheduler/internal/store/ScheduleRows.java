package dev.holdfast.backup.scheduler.internal.store;

import dev.holdfast.backup.scheduler.ScheduleOrigin;
import dev.holdfast.backup.scheduler.internal.db.Micros;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of schedules within one transaction; for the thread that has it. */
public final class ScheduleRows {

    /** The setting that is there while all is paused; its value says who paused it. */
    static final String PAUSED = "paused";

    private static final String COLUMNS =
            "kind, name, origin, definition, definition_digest, enabled, paused, created_at, changed_at,"
                    + " changed_by, node, accounted_until, orphaned_at";
    private static final String BY_KEY = " WHERE kind = :kind AND name = :name";

    private final Handle handle;
    private final Instant now;
    private final String node;

    ScheduleRows(Handle handle, Instant now, String node) {
        this.handle = handle;
        this.now = now;
        this.node = node;
    }

    /**
     * Finds the schedule that counts: the file's, if there are two.
     *
     * @param key what is scheduled
     * @return the schedule
     */
    public Optional<StoredSchedule> find(ScheduleKey key) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM holdfast_schedule" + BY_KEY + " ORDER BY origin LIMIT 1")
                .bind("kind", key.kind())
                .bind("name", key.name())
                .map((rows, context) -> read(rows))
                .findFirst();
    }

    /**
     * Finds the schedule of an origin.
     *
     * @param key what is scheduled
     * @param origin where the schedule comes from
     * @return the schedule
     */
    public Optional<StoredSchedule> find(ScheduleKey key, ScheduleOrigin origin) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM holdfast_schedule" + BY_KEY + " AND origin = :origin")
                .bind("kind", key.kind())
                .bind("name", key.name())
                .bind("origin", origin.word())
                .map((rows, context) -> read(rows))
                .findFirst();
    }

    /** {@return all schedules by kind, name and origin: of two for one job the file's comes first, and the other does not count} */
    public List<StoredSchedule> list() {
        return handle.createQuery("SELECT " + COLUMNS + " FROM holdfast_schedule ORDER BY kind, name, origin")
                .map((rows, context) -> read(rows))
                .list();
    }

    /**
     * Makes a schedule, or changes its definition; it is due from now on. Whether it is paused stays.
     *
     * @param key what is scheduled
     * @param origin where the schedule comes from
     * @param definition the schedule as JSON, in its canonical form
     * @param enabled whether it counts
     * @param by who wants it
     * @return whether something changed
     */
    public boolean put(ScheduleKey key, ScheduleOrigin origin, String definition, boolean enabled, String by) {
        return handle.createUpdate("INSERT INTO holdfast_schedule (" + COLUMNS + ")"
                                + " VALUES (:kind, :name, :origin, :definition, :digest, :enabled, :paused, :now, :now, :by, :node,"
                                + " :accounted, NULL)"
                                + " ON CONFLICT (kind, name, origin) DO UPDATE SET definition = excluded.definition,"
                                + " definition_digest = excluded.definition_digest, enabled = excluded.enabled,"
                                + " changed_at = excluded.changed_at, changed_by = excluded.changed_by, node = excluded.node,"
                                + " accounted_until = CASE WHEN holdfast_schedule.accounted_until > excluded.changed_at"
                                + " THEN holdfast_schedule.accounted_until ELSE excluded.changed_at END,"
                                + " orphaned_at = NULL"
                                + " WHERE holdfast_schedule.definition_digest <> excluded.definition_digest"
                                + " OR holdfast_schedule.orphaned_at IS NOT NULL")
                        .bind("kind", key.kind())
                        .bind("name", key.name())
                        .bind("origin", origin.word())
                        .bind("definition", definition)
                        .bind("digest", digest(definition))
                        .bind("enabled", enabled ? 1 : 0)
                        // One that is made beside another is paused as that is.
                        .bind("paused", find(key).map(StoredSchedule::paused).orElse(false) ? 1 : 0)
                        .bind("accounted", Micros.of(accounted(key)))
                        .bind("now", Micros.of(now))
                        .bind("by", by)
                        .bind("node", node)
                        .execute()
                > 0;
    }

    /** A new schedule is due from now on, and never again for what another one of the same job accounted for. */
    private Instant accounted(ScheduleKey key) {
        return find(key)
                .map(StoredSchedule::accountedUntil)
                .filter(until -> until.isAfter(now))
                .orElse(now);
    }

    /**
     * Removes a schedule.
     *
     * @param key what is scheduled
     * @param origin where the schedule comes from
     * @return whether there was one
     */
    public boolean remove(ScheduleKey key, ScheduleOrigin origin) {
        return handle.createUpdate("DELETE FROM holdfast_schedule" + BY_KEY + " AND origin = :origin")
                        .bind("kind", key.kind())
                        .bind("name", key.name())
                        .bind("origin", origin.word())
                        .execute()
                > 0;
    }

    /**
     * Pauses a schedule, or lets it go on.
     *
     * @param key what is scheduled
     * @param paused whether it is to be paused
     * @param by who wants it
     * @return whether something changed
     */
    public boolean pause(ScheduleKey key, boolean paused, String by) {
        return handle.createUpdate("UPDATE holdfast_schedule SET paused = :paused, changed_at = :now, changed_by = :by,"
                                // A configuration's schedule stays that of the node whose configuration gives it.
                                + " node = CASE WHEN origin = 'file' THEN node ELSE :node END" + BY_KEY
                                + " AND paused <> :paused")
                        .bind("kind", key.kind())
                        .bind("name", key.name())
                        .bind("paused", paused ? 1 : 0)
                        .bind("now", Micros.of(now))
                        .bind("by", by)
                        .bind("node", node)
                        .execute()
                > 0;
    }

    /**
     * Pauses all, or lets all go on that is not paused by itself.
     *
     * @param paused whether all is to be paused
     * @param by who wants it
     * @return whether something changed
     */
    public boolean pauseAll(boolean paused, String by) {
        String sql = paused
                ? "INSERT INTO holdfast_setting (name, value) VALUES (:name, :by) ON CONFLICT (name) DO NOTHING"
                : "DELETE FROM holdfast_setting WHERE name = :name";
        return handle.createUpdate(sql)
                        .bind("name", PAUSED)
                        .bindMap(paused ? Map.of("by", by) : Map.of())
                        .execute()
                > 0;
    }

    /**
     * Says that a schedule's job is gone, or that it is back.
     *
     * @param key what is scheduled
     * @param orphaned whether its job is gone
     * @return whether something changed
     */
    public boolean orphan(ScheduleKey key, boolean orphaned) {
        return handle.createUpdate("UPDATE holdfast_schedule SET orphaned_at = :at, changed_at = :now" + BY_KEY
                                + (orphaned ? " AND orphaned_at IS NULL" : " AND orphaned_at IS NOT NULL"))
                        .bind("kind", key.kind())
                        .bind("name", key.name())
                        .bind("at", orphaned ? (Long) Micros.of(now) : null)
                        .bind("now", Micros.of(now))
                        .execute()
                > 0;
    }

    /**
     * Says until which due instant all were run or left out; never goes back.
     *
     * @param key what is scheduled
     * @param until the due instant
     */
    public void account(ScheduleKey key, Instant until) {
        handle.createUpdate("UPDATE holdfast_schedule SET accounted_until = :until" + BY_KEY
                        + " AND (accounted_until IS NULL OR accounted_until < :until)")
                .bind("kind", key.kind())
                .bind("name", key.name())
                .bind("until", Micros.of(until))
                .execute();
    }

    private static StoredSchedule read(ResultSet row) throws SQLException {
        return new StoredSchedule(
                new ScheduleKey(row.getString("kind"), row.getString("name")),
                ScheduleOrigin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
                row.getString("definition"),
                row.getString("definition_digest"),
                row.getInt("enabled") != 0,
                row.getInt("paused") != 0,
                Micros.instant(row.getLong("created_at")),
                Micros.instant(row.getLong("changed_at")),
                row.getString("changed_by"),
                row.getString("node"),
                instant(row, "accounted_until"),
                instant(row, "orphaned_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Micros.instant(micros);
    }

    /**
     * Computes the digest by which definitions are compared.
     *
     * @param definition the schedule as JSON, in its canonical form
     * @return the digest
     */
    public static String digest(String definition) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
