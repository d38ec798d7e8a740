package dev.holdfast.backup.scheduler.internal.db;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.backup.spi.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file in the state directory.
 *
 * <p>One connection writes, so that threads of this process wait in line for it and not for SQLite's lock; others read, which the write-ahead log
 * lets them do meanwhile. Other processes wait for the lock.
 */
public final class SqliteConnections {

    /** The file's name in the state directory. */
    public static final String FILE = "history.db";

    private static final long RETRY_MILLIS = 20;

    private SqliteConnections() {}

    /**
     * Gives the connections to the file, which is made when the first is asked for.
     *
     * @param stateDirectory the state directory
     * @param patience how long to wait for a connection or for another process
     * @return the connections
     */
    public static Connections in(Path stateDirectory, Duration patience) {
        Path file = stateDirectory.resolve(FILE);
        SQLiteDataSource writer = source(file, TransactionMode.IMMEDIATE, patience);
        SQLiteDataSource reader = source(file, TransactionMode.DEFERRED, patience);
        DataSource plain = new PlainSource(() -> opened(file, writer, patience));
        HikariDataSource writing = Pools.of("holdfast-db-write", plain, 1, patience);
        HikariDataSource reading =
                Pools.of("holdfast-db-read", new PlainSource(() -> opened(file, reader, patience)), 2, patience);
        return new Connections(Dialect.SQLITE, file.toString(), plain, writing, reading, writing, () -> {
            try (writing) {
                reading.close();
            }
        });
    }

    private static SQLiteDataSource source(Path file, TransactionMode mode, Duration patience) {
        SQLiteConfig config = new SQLiteConfig();
        // A transaction that reads first and then wants to write would fail at once if another process wrote in
        // between.
        config.setTransactionMode(mode);
        config.setJournalMode(JournalMode.WAL);
        // A schedule that was made by a command must be there after a power cut.
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout((int) patience.toMillis());
        config.setReadUncommitted(false);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static Connection opened(Path file, SQLiteDataSource source, Duration patience) throws SQLException {
        Deadline deadline = Deadline.after(patience);
        try {
            PrivateFiles.createDirectories(PrivateFiles.directoryOf(file));
            // Never opened by us once it is there: closing a file gives up all locks of the process on it, SQLite's
            // too.
            if (PrivateFiles.createIfMissing(file)) {
                letSpaceBeGivenBack(file, deadline);
            }
            return patiently(deadline, source::getConnection);
        } catch (IOException e) {
            throw new SQLException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    /** Counts only while the file is empty, so before anything else is set. The files that SQLite puts beside it get its mode. */
    private static void letSpaceBeGivenBack(Path file, Deadline deadline) throws SQLException {
        SQLiteDataSource plain = new SQLiteDataSource();
        plain.setUrl("jdbc:sqlite:" + file);
        try (Connection connection = patiently(deadline, plain::getConnection);
                Statement statement = connection.createStatement()) {
            patiently(deadline, () -> statement.execute("PRAGMA auto_vacuum = INCREMENTAL"));
            patiently(deadline, () -> statement.execute("PRAGMA journal_mode = WAL"));
        }
    }

    /** SQLite waits for other processes by itself, but not where several make the same new file one with a log. */
    private static <T> T patiently(Deadline deadline, Opening<T> opening) throws SQLException {
        while (true) {
            try {
                return opening.open();
            } catch (SQLiteException e) {
                if (e.getResultCode() != SQLiteErrorCode.SQLITE_BUSY || deadline.isOver()) {
                    throw e;
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while the file is in use", e);
            }
        }
    }

    @FunctionalInterface
    private interface Opening<T> {
        T open() throws SQLException;
    }
}
