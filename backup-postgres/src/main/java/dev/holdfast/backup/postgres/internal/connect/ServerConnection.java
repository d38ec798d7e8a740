package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session of the driver, in autocommit until told otherwise; ended by the run's deadline and by its cancel. For one thread at a time.
 *
 * <p>What the server or the network says against it becomes a {@link TargetException} of its own code, see {@link SqlFailures}.
 */
public final class ServerConnection implements AutoCloseable {

    /** The name under which our sessions are seen in {@code pg_stat_activity}; those of tools have an ending of their own. */
    public static final String APPLICATION = "holdfast";

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final Connection connection;
    private final String place;
    private final Cancellation cancellation;
    private final Cancellation.@Nullable Registration registration;

    private ServerConnection(
            Connection connection,
            String place,
            Cancellation cancellation,
            Cancellation.@Nullable Registration registration) {
        this.connection = connection;
        this.place = place;
        this.cancellation = cancellation;
        this.registration = registration;
    }

    /**
     * Opens a session that ends with the run: at its deadline, at its cancel, at the latest when it is closed.
     *
     * @param settings where and as whom
     * @param context the run
     * @return the session
     * @throws TargetException {@code HF-PG-008} to {@code HF-PG-017} if it cannot be opened
     */
    public static ServerConnection open(ConnectionSettings settings, RunContext context) {
        context.cancellation().check();
        Connection made = connect(settings, context.deadline());
        Cancellation.Registration registration =
                context.cancellation().onCancel(() -> inBackground(context.executor(), made));
        return new ServerConnection(made, settings.display(), context.cancellation(), registration);
    }

    /**
     * Opens a session to clean up with, when the run may be cancelled already.
     *
     * @param settings where and as whom
     * @param context the run
     * @param atMost how long all of it may take
     * @return the session
     * @throws TargetException if it cannot be opened
     */
    public static ServerConnection openToCleanUp(ConnectionSettings settings, RunContext context, Duration atMost) {
        return new ServerConnection(
                connect(settings, Deadline.after(atMost)), settings.display(), new Unstoppable(), null);
    }

    /**
     * Borrows a session from the host.
     *
     * @param source the host's
     * @param place what to call it
     * @param context the run
     * @return the session; closing it gives it back
     * @throws TargetException if there is none
     */
    public static ServerConnection borrow(DataSource source, String place, RunContext context) {
        context.cancellation().check();
        try {
            Connection borrowed = source.getConnection();
            return new ServerConnection(borrowed, place, context.cancellation(), null);
        } catch (SQLException e) {
            throw SqlFailures.opening(e, place, "");
        }
    }

    private static Connection connect(ConnectionSettings settings, Deadline deadline) {
        Properties properties = DriverProperties.of(settings, APPLICATION, deadline.orAfter(CONNECT), deadline);
        String url = DriverProperties.url(settings);
        String user = settings.user() == null ? "" : settings.user();
        try {
            if (settings.service() != null && Driver.parseURL(url, properties) == null) {
                throw SqlFailures.noService(settings.service());
            }
            Connection made = new Driver().connect(url, properties);
            if (made == null) {
                throw new SQLException("the driver does not take " + url, "08001");
            }
            return made;
        } catch (SQLException e) {
            throw SqlFailures.opening(e, settings.display(), user);
        }
    }

    /** The action of a cancel has to be quick, and asking the server to stop a query takes a connection. */
    private static void inBackground(Executor executor, Connection connection) {
        try {
            executor.execute(() -> abort(connection));
        } catch (RejectedExecutionException e) {
            abort(connection);
        }
    }

    private static void abort(Connection connection) {
        try {
            if (!connection.isClosed()) {
                connection.unwrap(PGConnection.class).cancelQuery();
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("asking the server to stop a query", e);
        }
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("ending a session", e);
        }
    }

    /** {@return the driver's connection} */
    public Connection jdbc() {
        return connection;
    }

    /** {@return where it is, for people} */
    public String place() {
        return place;
    }

    /** {@return the server's version} */
    public ServerVersion version() {
        return one(
                "SELECT current_setting('server_version_num')::int, current_setting('server_version')",
                row -> new ServerVersion(row.getInt(1), row.getString(2)));
    }

    /** {@return the number of the session's process on the server, asked of the server} */
    public int processId() {
        return one("SELECT pg_catalog.pg_backend_pid()", row -> row.getInt(1));
    }

    /**
     * Makes a value of a row.
     *
     * @param <T> the value
     */
    @FunctionalInterface
    public interface Row<T> {

        /**
         * Reads it.
         *
         * @param row the row
         * @return the value
         * @throws SQLException if a column is not what was expected
         */
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Asks for rows.
     *
     * @param sql a query
     * @param reader makes a value of each row
     * @param parameters values for the question marks
     * @param <T> the values
     * @return the values in order
     * @throws TargetException {@code HF-PG-018} and others of {@link SqlFailures}
     */
    public <T> List<T> list(String sql, Row<T> reader, Object... parameters) {
        return run(sql, () -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                try (ResultSet rows = statement.executeQuery()) {
                    List<T> values = new ArrayList<>();
                    while (rows.next()) {
                        values.add(reader.read(rows));
                    }
                    return values;
                }
            }
        });
    }

    /**
     * Asks for the first row.
     *
     * @param sql a query
     * @param reader makes a value of the row
     * @param parameters values for the question marks
     * @param <T> the value
     * @return the value, or empty if there is no row
     * @throws TargetException as {@link #list}
     */
    public <T> Optional<T> first(String sql, Row<T> reader, Object... parameters) {
        List<T> values = list(sql, reader, parameters);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /**
     * Asks for the only row.
     *
     * @param sql a query that always has one
     * @param reader makes a value of the row
     * @param parameters values for the question marks
     * @param <T> the value
     * @return the value
     * @throws TargetException as {@link #list}
     */
    public <T> T one(String sql, Row<T> reader, Object... parameters) {
        return first(sql, reader, parameters)
                .orElseThrow(() -> SqlFailures.of(new SQLException("no row", "02000"), place, sql));
    }

    /**
     * Carries out a statement without a result.
     *
     * @param sql the statement
     * @throws TargetException as {@link #list}
     */
    public void execute(String sql) {
        run(sql, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
                return true;
            }
        });
    }

    private <T> T run(String sql, Question<T> question) {
        cancellation.check();
        try {
            return question.ask();
        } catch (SQLException e) {
            // A cancel ends the session under the query, which then fails in one way or another.
            cancellation.check();
            throw SqlFailures.of(e, place, sql);
        }
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** Stops what the session does, from another thread, and ends it. */
    public void abort() {
        abort(connection);
    }

    /** Ends the session, or gives it back to the host. */
    @Override
    public void close() {
        if (registration != null) {
            registration.close();
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("closing a session of {}", place, e);
        }
    }

    /** The way of whoever cleans up behind a cancel. */
    private static final class Unstoppable implements Cancellation {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void check() {}

        @Override
        public Registration onCancel(Runnable action) {
            return () -> {};
        }
    }
}
