package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.JdbiException;

/** What is written to db-scheduler's table beside it. Thread-safe. */
final class TaskRows implements DueWork.Claims {

    private final Database database;

    TaskRows(Database database) {
        this.database = database;
    }

    /** Leaves the row's version as it is, by which db-scheduler tells whether the row is still this process's when the run is over. */
    @Override
    public boolean claim(ScheduleKey key, DueRun run) {
        try {
            return claimed(key, run);
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }

    private boolean claimed(ScheduleKey key, DueRun run) {
        return database.writing()
                .inTransaction(handle -> handle.createUpdate("UPDATE " + Database.TASK_TABLE
                                        + " SET task_data = :data WHERE task_name = :task AND task_instance = :instance"
                                        + " AND picked_by = :owner")
                                .bind("data", run.toText().getBytes(StandardCharsets.UTF_8))
                                .bind("task", TaskNames.task(key))
                                .bind("instance", TaskNames.instance(key))
                                .bind("owner", database.owner())
                                .execute()
                        > 0);
    }
}
