package dev.holdfast.backup.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** A server to restore to, which takes prepared transactions and logical slots, and what tests do with it. */
public final class TestServer implements AutoCloseable {

    /** The superuser. */
    public static final String USER = LocalPostgres.SUPERUSER;

    /** The password of everybody. */
    public static final String PASSWORD = LocalPostgres.PASSWORD;

    private static TestServer shared;

    private final LocalPostgres server;

    private TestServer(LocalPostgres server) {
        this.server = server;
    }

    /** {@return the server of this process} */
    public static synchronized TestServer shared() {
        if (shared == null) {
            shared = begin();
        }
        return shared;
    }

    /** {@return a server for one test, which may stop it} */
    public static TestServer begin() {
        return new TestServer(LocalPostgres.start(
                // Fewer than a restore may have jobs.
                "max_connections = 60", "max_prepared_transactions = 10", "wal_level = logical"));
    }

    public void stop() {
        server.stop();
    }

    public void start() {
        server.restart();
    }

    @Override
    public void close() {
        server.close();
    }

    public int port() {
        return server.port();
    }

    public Path bin() {
        return server.bin();
    }

    /** {@return the URL of a database, whatever its name} */
    public String url(String database) {
        return server.url(URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    public Connection connect(String database, String user) {
        return server.connect(database, user, PASSWORD);
    }

    public void sql(String database, String... statements) {
        server.sql(database, statements);
    }

    /** {@return the first column of the first row} */
    public String ask(String database, String query) {
        return String.valueOf(server.value(database, query));
    }

    /** {@return the first column of all rows} */
    public List<String> list(String database, String query) {
        return server.values(database, query);
    }

    public List<String> databases() {
        return list("postgres", "SELECT datname FROM pg_database ORDER BY 1");
    }

    /** Makes an empty database, in place of one that is there. */
    public String fresh(String name) {
        drop(name);
        sql("postgres", "CREATE DATABASE " + quoted(name) + " TEMPLATE template0");
        return name;
    }

    /** Drops a database if it is there. */
    public void drop(String name) {
        if (databases().contains(name)) {
            sql("postgres", "DROP DATABASE " + quoted(name) + " WITH (FORCE)");
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Carries out a script of {@code psql}, stopping at the first error. */
    public void psql(String database, String script) {
        tool("psql", script, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-");
    }

    /** {@return the database as a plain dump, without what differs from dump to dump} */
    public String dump(String database) {
        return server.dump(database);
    }

    /**
     * Runs a tool as superuser.
     *
     * @param tool its name
     * @param input what it reads
     * @param arguments its arguments
     * @return what it wrote
     */
    public String tool(String tool, String input, String... arguments) {
        try {
            Path in = Files.createTempFile("holdfast-test-", ".in");
            Path out = Files.createTempFile("holdfast-test-", ".out");
            Path errors = Files.createTempFile("holdfast-test-", ".err");
            try {
                Files.writeString(in, input);
                List<String> command =
                        new ArrayList<>(List.of(bin().resolve(tool).toString()));
                command.addAll(List.of(arguments));
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(errors.toFile());
                builder.environment().put("PGHOST", "127.0.0.1");
                builder.environment().put("PGPORT", Integer.toString(port()));
                builder.environment().put("PGUSER", USER);
                builder.environment().put("PGPASSWORD", PASSWORD);
                builder.environment().put("LC_ALL", "C.UTF-8");
                int code = builder.start().waitFor();
                if (code != 0) {
                    throw new AssertionError(tool + " ended with " + code + ": " + Files.readString(errors));
                }
                return Files.readString(out);
            } finally {
                Files.delete(in);
                Files.delete(out);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
