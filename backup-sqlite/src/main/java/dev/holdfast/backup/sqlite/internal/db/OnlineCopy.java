package dev.holdfast.backup.sqlite.internal.db;

import dev.holdfast.backup.spi.RunContext;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.core.DB;

/**
 * SQLite's online backup, which copies pages, those of the write-ahead log included.
 *
 * <p>The source is held by a read transaction of ours, so the copy is of one moment and never starts again, however fast others write; the many
 * steps are there for cancel and for progress alone.
 */
public final class OnlineCopy {

    private static final int PAGES_PER_STEP = 2048;
    private static final int ALL_PAGES = -1;

    private OnlineCopy() {}

    /**
     * Copies a database that is {@linkplain Database#hold held} to a new file.
     *
     * @param source the database
     * @param to the new file
     * @param context the run
     */
    public static void copy(Database source, Path to, RunContext context) {
        DB db = source.connection().getDatabase();
        DB.ProgressObserver observer = (remaining, pages) -> {
            if (context.cancellation().isCancelled()) {
                stop(source);
            }
        };
        long bytes = source.number("PRAGMA page_count") * source.number("PRAGMA page_size");
        try {
            finish(db.backup("main", to.toString(), observer, 0, 0, PAGES_PER_STEP));
            context.cancellation().check();
            if (DatabaseFile.size(to) != bytes) {
                // A backup that was given up leaves an empty database, which every check would pass.
                finish(SQLiteErrorCode.SQLITE_IOERR.code);
            }
        } catch (SQLException e) {
            context.cancellation().check();
            throw source.failures().of("copy", e);
        }
    }

    /** There is no call to end a backup. It ends by itself when its source is about to write, which this pretends for a moment. */
    private static void stop(Database source) {
        for (String sql : new String[] {"PRAGMA query_only=OFF", "COMMIT", "BEGIN IMMEDIATE"}) {
            try (var statement = source.connection().createStatement()) {
                statement.executeUpdate(sql);
            } catch (SQLException e) {
                // Another program writes at this moment, or the file is read-only: asked again after the next step.
                continue;
            }
        }
    }

    /**
     * Replaces the content of a database in one transaction; programs that have it open see the new content from then on.
     *
     * @param live the database
     * @param from a file that nobody else uses
     * @param patience how long to wait for locks
     * @param context the run
     */
    public static void replace(Database live, Path from, Duration patience, RunContext context) {
        var deadline = context.deadline().orAfter(patience);
        DB db = live.connection().getDatabase();
        while (true) {
            context.cancellation().check();
            long before = live.number("PRAGMA schema_version");
            try {
                finish(db.restore("main", from.toString(), (remaining, pages) -> {}, 0, 0, ALL_PAGES));
                if (live.number("PRAGMA schema_version") == before) {
                    // Whoever replaces a content counts this up; not to find it so means that nothing was replaced.
                    finish(SQLiteErrorCode.SQLITE_BUSY.code);
                }
                return;
            } catch (SQLException e) {
                context.cancellation().check();
                if (!Failures.isBusy(e)) {
                    throw live.failures().of("replace", e);
                }
                if (deadline.isOver()) {
                    throw live.failures().busy(e);
                }
            }
        }
    }

    private static void finish(int code) throws SQLException {
        if (code != SQLiteErrorCode.SQLITE_OK.code) {
            SQLiteErrorCode error = SQLiteErrorCode.getErrorCode(code);
            throw new SQLiteException(error.message, error);
        }
    }
}
