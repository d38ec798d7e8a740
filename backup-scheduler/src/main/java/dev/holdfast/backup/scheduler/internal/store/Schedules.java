package dev.holdfast.backup.scheduler.internal.store;

import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * The schedules in the database. Thread-safe.
 *
 * <p>Every change raises the {@linkplain #version() version} in the same transaction; nodes look at that number to learn that there is something
 * new, so a command needs no connection to any of them.
 *
 * <p>What the database does not answer is a {@link dev.holdfast.backup.ConfigurationException} with the code {@code HF-HIS-001}.
 */
public final class Schedules {

    private static final String VERSION = "schedules";

    private final Database database;

    /**
     * Makes it.
     *
     * @param database the database
     */
    public Schedules(Database database) {
        this.database = database;
    }

    /**
     * Finds the schedule that counts: the file's, if there are two.
     *
     * @param key what is scheduled
     * @return the schedule
     */
    public Optional<StoredSchedule> find(ScheduleKey key) {
        return read(rows -> rows.find(key));
    }

    /** {@return all schedules by kind, name and origin: of two for one job the file's comes first, and the other does not count} */
    public List<StoredSchedule> list() {
        return read(ScheduleRows::list);
    }

    /**
     * Looks at several rows as they are at one time.
     *
     * @param <R> what is found
     * @param work what to look at; opens no other handle
     * @return what was found
     */
    public <R> R read(Function<ScheduleRows, R> work) {
        return answered(() -> database.reading().inTransaction(handle -> work.apply(rows(handle))));
    }

    /**
     * Changes schedules, all or nothing, and raises the version.
     *
     * @param <R> what the work returns
     * @param work what to change; opens no other handle
     * @return what the work returned
     */
    public <R> R change(Function<ScheduleRows, R> work) {
        return answered(() -> database.writing().inTransaction(handle -> {
            R result = work.apply(rows(handle));
            handle.createUpdate("INSERT INTO holdfast_setting (name, value) VALUES (:name, '1') ON CONFLICT (name)"
                            + " DO UPDATE SET value = CAST(CAST(holdfast_setting.value AS bigint) + 1 AS text)")
                    .bind("name", VERSION)
                    .execute();
            return result;
        }));
    }

    /**
     * Says until which due instant all were run or left out; never goes back. This is no change that other nodes need to know.
     *
     * @param key what is scheduled
     * @param until the due instant
     */
    public void account(ScheduleKey key, Instant until) {
        answered(() -> database.writing().inTransaction(handle -> {
            rows(handle).account(key, until);
            return true;
        }));
    }

    /** {@return a number that grows with every change; 0 before the first} */
    public long version() {
        return setting(VERSION).map(Long::parseLong).orElse(0L);
    }

    /** {@return whether all is paused} */
    public boolean isPaused() {
        return setting(ScheduleRows.PAUSED).isPresent();
    }

    /** {@return who paused all, if all is paused} */
    public Optional<String> pausedBy() {
        return setting(ScheduleRows.PAUSED);
    }

    /**
     * Pauses all, or lets all go on that is not paused by itself.
     *
     * @param paused whether all is to be paused
     * @param by who wants it
     * @return whether something changed
     */
    public boolean pauseAll(boolean paused, String by) {
        return change(rows -> rows.pauseAll(paused, by));
    }

    private Optional<String> setting(String name) {
        return answered(() -> database.reading()
                .withHandle(handle -> handle.createQuery("SELECT value FROM holdfast_setting WHERE name = :name")
                        .bind("name", name)
                        .mapTo(String.class)
                        .findFirst()));
    }

    private ScheduleRows rows(Handle handle) {
        return new ScheduleRows(handle, database.clock().instant(), database.node());
    }

    private <R> R answered(Supplier<R> act) {
        try {
            return act.get();
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }
}
