package dev.holdfast.backup.scheduler.internal.db;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A data source of the host: never closed, and its connections go back as they came. */
public final class HostConnections {

    private HostConnections() {}

    /**
     * Gives the connections of a host.
     *
     * @param source the host's
     * @return the connections
     */
    public static Connections of(DataSource source) {
        DataSource ours = new PlainSource(() -> committing(source.getConnection()));
        return new Connections(Dialect.POSTGRESQL, "of the host", ours, ours, ours, ours, () -> {});
    }

    /** Hosts with transactions of their own often switch off that every statement commits; all here count on it. */
    private static Connection committing(Connection connection) throws SQLException {
        boolean committing;
        try {
            committing = connection.getAutoCommit();
            if (!committing) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        if (committing) {
            return connection;
        }
        return (Connection) Proxy.newProxyInstance(
                HostConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && !connection.isClosed()) {
                        try (connection) {
                            connection.setAutoCommit(false);
                        }
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }
}
