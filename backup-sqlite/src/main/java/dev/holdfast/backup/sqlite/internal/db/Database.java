package dev.holdfast.backup.sqlite.internal.db;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * A connection to one database, for one thread. Errors come out with codes; cancel ends what runs, from any thread.
 *
 * <p>The driver and its native library are loaded when the first one is opened, and not before.
 */
public final class Database implements AutoCloseable {

    // Short, so that a cancel is noticed between two tries.
    private static final int BUSY_MILLIS = 200;
    private static final int LONGEST_STATEMENT = 1_000_000_000;

    private final SQLiteConnection connection;
    private final Failures failures;
    private final RunContext context;
    private final Object lock = new Object();
    private final Cancellation.Registration registration;
    private boolean closed;

    private Database(SQLiteConnection connection, Failures failures, RunContext context) {
        this.connection = connection;
        this.failures = failures;
        this.context = context;
        this.registration = context.cancellation().onCancel(this::interrupt);
    }

    /**
     * What is done with rows.
     *
     * @param <T> what it is done with
     * @param <X> what it throws besides what SQLite throws
     */
    @FunctionalInterface
    public interface Act<T, X extends Exception> {

        /**
         * Does it.
         *
         * @param with what to do it with
         * @throws SQLException what SQLite says
         * @throws X if something else fails
         */
        void run(T with) throws SQLException, X;
    }

    /**
     * Opens a database.
     *
     * @param file the file, absolute
     * @param access how
     * @param failures what its errors become
     * @param context the run
     * @return the connection
     * @throws TargetException {@code HF-SQL-014} if the driver's native library cannot be loaded
     */
    public static Database open(Path file, Access access, Failures failures, RunContext context) {
        context.cancellation().check();
        Properties properties = new Properties();
        properties.setProperty("busy_timeout", Integer.toString(BUSY_MILLIS));
        String address = access == Access.MEMORY ? ":memory:" : uri(file) + access.parameters();
        try {
            SQLiteConnection connection = JDBC.createConnection("jdbc:sqlite:" + address, properties);
            Database database = new Database(connection, failures, context);
            try {
                database.prepare(access);
            } catch (RuntimeException e) {
                database.close();
                throw e;
            }
            return database;
        } catch (SQLException e) {
            if (e.getErrorCode() == 0) {
                throw driver(e);
            }
            throw failures.of("open", e);
        } catch (LinkageError e) {
            throw driver(e);
        }
    }

    private static TargetException driver(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new TargetException(
                Failure.of(
                                "HF-SQL-014",
                                "cannot load the native library of SQLite: "
                                        + Failures.oneLine(String.valueOf(root.getMessage())))
                        .hint("Programs must be allowed to run from the temporary directory; name another one with the"
                                + " system property org.sqlite.tmpdir."),
                cause);
    }

    /** Only a URI says how to open it, and only its escapes let any path through. */
    private static String uri(Path file) {
        StringBuilder uri = new StringBuilder("file:");
        for (byte b : file.toString().getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "/-_.~".indexOf(c) >= 0);
            if (plain) {
                uri.append(c);
            } else {
                uri.append(String.format("%%%02X", (int) c));
            }
        }
        return uri.toString();
    }

    private void prepare(Access access) {
        // The driver allows statements of a million bytes, SQLite a thousand times more.
        run("prepare", statement -> connection.setLimit(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, LONGEST_STATEMENT));
        // Whatever a schema says, it may not call what only the host should.
        execute("PRAGMA trusted_schema=OFF");
        switch (access) {
            case LIVE -> execute("PRAGMA query_only=ON");
            case NEW -> {
                execute("PRAGMA journal_mode=OFF");
                execute("PRAGMA synchronous=OFF");
                noOtherFiles();
            }
            case MERGE -> execute("PRAGMA synchronous=OFF");
            case MEMORY -> noOtherFiles();
            case FROZEN, REPLACE -> {}
        }
    }

    /** What is loaded here came from elsewhere: it must not reach other files. */
    private void noOtherFiles() {
        run("prepare", statement -> connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0));
    }

    /** {@return what this database's errors become} */
    public Failures failures() {
        return failures;
    }

    SQLiteConnection connection() {
        return connection;
    }

    /** Ends what runs now; for any thread. */
    public void interrupt() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            try {
                connection.getDatabase().interrupt();
            } catch (SQLException e) {
                // Nothing runs that could be interrupted.
                return;
            }
        }
    }

    /**
     * Executes statements without results.
     *
     * @param sql the statements
     */
    public void execute(String sql) {
        run("use", statement -> statement.executeUpdate(sql));
    }

    /**
     * Executes a statement and leaves its error to the caller.
     *
     * @param sql the statement
     * @throws SQLException what SQLite says
     */
    public void tryExecute(String sql) throws SQLException {
        context.cancellation().check();
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            context.cancellation().check();
            throw e;
        }
    }

    /**
     * Asks for one number.
     *
     * @param sql the query
     * @return the first column of the first row
     */
    public long number(String sql) {
        long[] number = new long[1];
        query(sql, row -> number[0] = row.getLong(1));
        return number[0];
    }

    /**
     * Asks for texts.
     *
     * @param sql the query
     * @return the first column of each row
     */
    public List<String> texts(String sql) {
        List<String> texts = new ArrayList<>();
        query(sql, row -> {
            String text = row.getString(1);
            texts.add(text == null ? "" : text);
        });
        return texts;
    }

    /**
     * Asks for texts and leaves an error to the caller.
     *
     * @param sql the query
     * @return the first column of each row
     * @throws SQLException what SQLite says
     */
    public List<String> tryTexts(String sql) throws SQLException {
        context.cancellation().check();
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(String.valueOf(rows.getString(1)));
            }
            return texts;
        } catch (SQLException e) {
            context.cancellation().check();
            throw e;
        }
    }

    /**
     * Asks for one text.
     *
     * @param sql the query
     * @return the first column of the first row, or an empty text
     */
    public String text(String sql) {
        List<String> texts = texts(sql);
        return texts.isEmpty() ? "" : texts.get(0);
    }

    /**
     * Reads rows, one at a time.
     *
     * @param sql the query
     * @param act what is done with each
     * @param <X> what that throws
     * @throws X what that throws
     */
    public <X extends Exception> void query(String sql, Act<ResultSet, X> act) throws X {
        run("read", statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                int count = 0;
                while (rows.next()) {
                    if ((++count & 0xff) == 0) {
                        context.cancellation().check();
                    }
                    act.run(rows);
                }
            }
        });
    }

    /**
     * Reads one byte string by a query with two numbers.
     *
     * @param sql the query
     * @param first the first number
     * @param second the second number
     * @return the bytes; none if the query gives nothing
     */
    public byte[] bytes(String sql, long first, long second) {
        byte[][] found = {new byte[0]};
        run("read", unused -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, first);
                statement.setLong(2, second);
                try (ResultSet rows = statement.executeQuery()) {
                    if (rows.next()) {
                        byte[] bytes = rows.getBytes(1);
                        found[0] = bytes == null ? found[0] : bytes;
                    }
                }
            }
        });
        return found[0];
    }

    private <X extends Exception> void run(String act, Act<Statement, X> work) throws X {
        context.cancellation().check();
        try (Statement statement = connection.createStatement()) {
            work.run(statement);
        } catch (SQLException e) {
            context.cancellation().check();
            throw failures.of(act, e);
        }
    }

    /**
     * Begins a read transaction that sees one state until {@link #close()}, and waits for it if others hold locks.
     *
     * @param patience how long to wait
     */
    public void hold(Duration patience) {
        Deadline deadline = context.deadline().orAfter(patience);
        execute("BEGIN");
        while (true) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
                rows.next();
                return;
            } catch (SQLException e) {
                context.cancellation().check();
                if (!Failures.isBusy(e)) {
                    throw failures.of("read", e);
                }
                if (deadline.isOver()) {
                    throw failures.busy(e);
                }
            }
        }
    }

    /** Closes the connection; what is not committed is gone. */
    @Override
    public void close() {
        registration.close();
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                connection.close();
            } catch (SQLException e) {
                // Reading needs no end, and whoever writes commits before.
                return;
            }
        }
    }
}
