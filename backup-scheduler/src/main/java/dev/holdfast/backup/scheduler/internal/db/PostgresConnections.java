package dev.holdfast.backup.scheduler.internal.db;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.backup.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * A PostgreSQL database by its URL.
 *
 * <p>Every read has a bound, so that a server that is cut off holds nobody for ever; that of beats is short, because who cannot beat must know soon.
 */
public final class PostgresConnections {

    private static final int CONNECTIONS = 8;
    private static final int SOCKET_SECONDS = 30;
    /** A change of a table with a million rows takes a while. */
    private static final int SCHEMA_SOCKET_SECONDS = 300;

    private static final int BEAT_CONNECTIONS = 2;
    private static final int BEAT_SOCKET_SECONDS = 5;
    private static final Duration BEAT_PATIENCE = Duration.ofSeconds(3);

    private PostgresConnections() {}

    /**
     * Gives the connections to a database.
     *
     * @param url the JDBC URL
     * @param user the user's name
     * @param password the user's password
     * @param node the name that the server's list of sessions shows
     * @param patience how long to wait for a connection
     * @return the connections
     */
    public static Connections to(String url, String user, Secret password, String node, Duration patience) {
        DataSource plain =
                new PlainSource(() -> connect(url, properties(user, password, node, SCHEMA_SOCKET_SECONDS, patience)));
        DataSource usual =
                new PlainSource(() -> connect(url, properties(user, password, node, SOCKET_SECONDS, patience)));
        DataSource fast = new PlainSource(
                () -> connect(url, properties(user, password, node, BEAT_SOCKET_SECONDS, shorter(patience))));
        HikariDataSource main = Pools.of("holdfast-db", usual, CONNECTIONS, patience);
        HikariDataSource beating = Pools.of("holdfast-db-beat", fast, BEAT_CONNECTIONS, shorter(patience));
        return new Connections(Dialect.POSTGRESQL, withoutParameters(url), plain, main, main, beating, () -> {
            try (main) {
                beating.close();
            }
        });
    }

    private static Duration shorter(Duration patience) {
        return patience.compareTo(BEAT_PATIENCE) < 0 ? patience : BEAT_PATIENCE;
    }

    /** What is behind the question mark may be a password. */
    private static String withoutParameters(String url) {
        int end = url.indexOf('?');
        return end < 0 ? url : url.substring(0, end);
    }

    private static Properties properties(
            String user, Secret password, String node, int socketSeconds, Duration patience) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, user);
        char[] revealed = password.reveal();
        PGProperty.PASSWORD.set(properties, new String(revealed));
        Arrays.fill(revealed, '\0');
        PGProperty.APPLICATION_NAME.set(properties, "holdfast " + node);
        PGProperty.CONNECT_TIMEOUT.set(properties, (int) Math.max(1, Math.min(patience.toSeconds(), 10)));
        PGProperty.LOGIN_TIMEOUT.set(properties, (int) Math.max(1, Math.min(patience.toSeconds(), 10)));
        PGProperty.SOCKET_TIMEOUT.set(properties, socketSeconds);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        return properties;
    }

    private static Connection connect(String url, Properties properties) throws SQLException {
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("not a URL of PostgreSQL");
        }
        return connection;
    }
}
