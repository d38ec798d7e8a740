package dev.holdfast.backup.postgres.everywhere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.postgres.LocalPostgres;
import dev.holdfast.backup.postgres.PostgresTarget;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.postgresql.Driver;

/** A server, and tools for it, wherever they are. */
public abstract class Scene implements AutoCloseable {

    public static final String SUPERUSER = LocalPostgres.SUPERUSER;
    public static final String PASSWORD = LocalPostgres.PASSWORD;

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The server's port, which stays the same when it is started again. */
    public abstract int port();

    /** Lets a target use the tools of this scene. */
    abstract PostgresTarget withTools(PostgresTarget target);

    /** Stops the server, with the container that it is in. */
    abstract void stop();

    /** Starts it again. */
    abstract void start();

    /** What anybody can see of the tools that are at work, each as its words: arguments, and variables that we gave it. */
    public abstract List<String> toolsAtWork();

    /** What is left where tools run: files that were made for them. */
    public abstract List<String> leftovers();

    /** The code of a dump in whose middle the server stops. */
    abstract String codeOfStopInDump();

    /** The code of a restore in whose middle the server stops. */
    abstract String codeOfStopInRestore();

    @Override
    public abstract void close();

    final PostgresTarget target(String database) {
        return withTools(PostgresTarget.named("orders")
                .url(url(database))
                .user(SUPERUSER)
                .password(Secret.of(PASSWORD)));
    }

    final String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public final Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", PASSWORD);
        properties.setProperty("ApplicationName", "test");
        return new Driver().connect(url(database), properties);
    }

    /** Makes a database with a name of its own. */
    public final String createDatabase() {
        String name = "shop_" + NUMBERS.incrementAndGet();
        sql("postgres", "CREATE DATABASE " + name);
        return name;
    }

    public final void sql(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of all rows as texts. */
    final List<String> list(String database, String query) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of the first row as text. */
    final String ask(String database, String query) {
        return String.valueOf(list(database, query).get(0));
    }

    final List<String> databases() {
        return list("postgres", "SELECT datname FROM pg_database ORDER BY 1");
    }

    /** What is beside a database because of a restore. */
    final List<String> beside(String database) {
        return databases().stream()
                .filter(name -> name.startsWith(database + "_holdfast_"))
                .toList();
    }

    /** The sessions of backups and restores. */
    final List<String> ourSessions() {
        return list("postgres", "SELECT query FROM pg_stat_activity WHERE application_name LIKE 'holdfast%'");
    }

    /** Waits until something that was begun is seen. */
    public final void await(String what, BooleanSupplier seen) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!seen.getAsBoolean()) {
            assertThat(System.nanoTime() < end).as(what).isTrue();
            Thread.onSpinWait();
        }
    }

    /** Waits until the server lets somebody in. */
    final void awaitServer() {
        await("the server answers", () -> {
            try (Connection connection = connect("postgres")) {
                return connection.isValid(5);
            } catch (SQLException e) {
                return false;
            }
        });
    }
}
