package dev.holdfast.backup.postgres;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.testkit.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postgresql.Driver;

/** A real server, with a password for everybody who comes by network, and what tests ask it; gone with the JVM at the latest. */
public final class LocalPostgres implements AutoCloseable {

    public static final String SUPERUSER = PostgresServer.USER;
    public static final String PASSWORD = PostgresServer.PASSWORD;

    private static LocalPostgres shared;

    private final PostgresServer server;

    private LocalPostgres(PostgresServer server) {
        this.server = server;
    }

    /** The server of this JVM; nobody stops it. */
    public static synchronized LocalPostgres shared() {
        if (shared == null) {
            shared = new LocalPostgres(PostgresServer.shared());
        }
        return shared;
    }

    /** A server of one's own, to be stopped at will. */
    public static LocalPostgres start(String... settings) {
        return new LocalPostgres(PostgresServer.start(settings));
    }

    /** A server of other binaries. */
    public static LocalPostgres start(Path bin, String... settings) {
        return new LocalPostgres(PostgresServer.start(bin, settings));
    }

    /** A standby of a server, which lets clients read. */
    public static LocalPostgres standby(LocalPostgres primary, String... settings) {
        return new LocalPostgres(PostgresServer.standby(primary.server, settings));
    }

    /** A standby that takes no clients: it answers them that it is not ready. */
    public static LocalPostgres closedStandby(LocalPostgres primary) {
        return standby(primary, "hot_standby = off");
    }

    /**
     * A copy of what is installed, whose extensions are its own: a server goes by where its program lies. The program's directory is returned.
     */
    public static Path relocated(Path directory) throws IOException {
        Path bin = installed();
        String major = bin.getParent().getFileName().toString();
        Path lib =
                Files.createDirectories(directory.resolve("usr/lib/postgresql").resolve(major));
        Path share = Files.createDirectories(directory.resolve("usr/share/postgresql"));
        Path modules = Files.createDirectory(lib.resolve("lib"));
        try (Stream<Path> installed = Files.list(bin.resolveSibling("lib"))) {
            for (Path module :
                    installed.filter(file -> file.toString().endsWith(".so")).toList()) {
                Files.copy(module, modules.resolve(module.getFileName()));
            }
        }
        run("cp", "-r", "/usr/share/postgresql/" + major, share.toString());
        run("cp", "-r", bin.toString(), lib.toString());
        return lib.resolve("bin");
    }

    private static String run(String... command) {
        try {
            Path out = Files.createTempFile("holdfast-test-", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new AssertionError(List.of(command) + " failed: " + Files.readString(out));
                }
                return Files.readString(out);
            } finally {
                Files.deleteIfExists(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The directory of the newest server that is installed; the test that asks is skipped if there is none, and fails where CI=true. */
    public static Path installed() {
        return PostgresServer.installed();
    }

    /** Where the server keeps its files; tests that damage a page look there. */
    public Path dataDirectory() {
        return server.dataDirectory();
    }

    /** Where its socket is, for clients that are trusted. */
    public Path socketDirectory() {
        return server.socketDirectory();
    }

    /** Waits until a standby has all that its primary has now. */
    public void awaitAllOf(LocalPostgres primary) {
        String now = primary.value("postgres", "SELECT pg_current_wal_lsn()");
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!"t".equals(value("postgres", "SELECT pg_last_wal_replay_lsn() >= '" + now + "'::pg_lsn"))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the standby does not follow: " + log());
            }
            Thread.onSpinWait();
        }
    }

    /** Where its tools are. */
    public Path bin() {
        return server.bin();
    }

    /** Starts it again. */
    public void restart() {
        server.restart();
    }

    /** Stops it, which ends all sessions at once. */
    public void stop() {
        server.stop();
    }

    public int port() {
        return server.port();
    }

    public String url(String database) {
        return server.url(database);
    }

    /** A target as the superuser. */
    public PostgresTarget target(String name, String database) {
        return PostgresTarget.named(name)
                .url(url("postgres"))
                .database(database)
                .user(SUPERUSER)
                .password(Secret.of(PASSWORD));
    }

    /** Makes a database with a name of its own. */
    public String createDatabase() {
        return server.createDatabase();
    }

    public void createDatabase(String name) {
        sql("postgres", "CREATE DATABASE \"" + name + "\"");
    }

    public Connection connect(String database) {
        return connect(database, SUPERUSER, PASSWORD);
    }

    public Connection connect(String database, String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "test");
        try {
            return new Driver().connect(url(java.net.URLEncoder.encode(database, StandardCharsets.UTF_8)), properties);
        } catch (SQLException e) {
            throw new AssertionError("no connection to " + database, e);
        }
    }

    /** Carries out statements as the superuser. */
    public void sql(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The first column of the first row as text, or {@code null}. */
    public String value(String database, String query) {
        List<String> values = values(database, query);
        return values.isEmpty() ? null : values.get(0);
    }

    /** The first column of all rows as texts. */
    public List<String> values(String database, String query) {
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

    /** The database as a plain dump, without what differs from dump to dump. */
    public String dump(String database) {
        return run(
                        bin().resolve("pg_dump").toString(),
                        "--host=" + socketDirectory(),
                        "--port=" + port(),
                        "--username=" + SUPERUSER,
                        "--dbname=" + database)
                .replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    }

    /** What the server logged. */
    public String log() {
        return server.log();
    }

    /** Stops the server and removes its files. */
    @Override
    public void close() {
        server.close();
    }
}
