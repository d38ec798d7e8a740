package dev.holdfast.backup.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL server of this machine's packages, in a directory of its own and on a port of its own; it is gone with the JVM at the latest.
 * Needs no JDBC driver. Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {

    /** The superuser, who comes by network with the {@link #PASSWORD}. */
    public static final String USER = "postgres";

    /** The superuser's password. */
    public static final String PASSWORD = "test-s3cr3t";

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static @Nullable PostgresServer shared;

    private final Path bin;
    private final Path directory;
    private final int port;
    private boolean running;

    private PostgresServer(Path bin) throws IOException {
        this.bin = bin;
        this.directory = Files.createTempDirectory(Path.of("/tmp"), "holdfast-pg-");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "holdfast-test-postgres-end"));
    }

    /** {@return the server that all tests of this JVM share; nobody stops it} */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /**
     * Starts a server of one's own, to be stopped at will. The test that asks is skipped if none is installed, and fails where {@code CI=true}.
     *
     * @return the server, closed by the caller
     */
    public static PostgresServer start() {
        try {
            PostgresServer made = new PostgresServer(installed());
            made.initialize();
            made.restart();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path installed() throws IOException {
        Path root = Path.of("/usr/lib/postgresql");
        Optional<Path> newest = Optional.empty();
        if (Files.isDirectory(root)) {
            try (Stream<Path> majors = Files.list(root)) {
                newest = majors.map(major -> major.resolve("bin"))
                        .filter(tools -> Files.isExecutable(tools.resolve("initdb")))
                        .max(Comparator.comparingInt(PostgresServer::major));
            }
        }
        if (newest.isEmpty()) {
            String missing = "no PostgreSQL server is installed in " + root;
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(missing + ", and CI=true lets no test be skipped for that");
            }
            Assumptions.abort(missing);
        }
        return newest.orElseThrow();
    }

    private static int major(Path tools) {
        String name = tools.getName(tools.getNameCount() - 2).toString();
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
    }

    private void initialize() throws IOException {
        Path password = directory.resolve("password");
        Files.writeString(password, PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", USER, directory.toString()));
        }
        asServer(
                "initdb",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--pgdata=" + data());
        Path configuration = data().resolve("postgresql.conf");
        // What comes last in the file counts.
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        + String.join(
                                "\n",
                                "",
                                "listen_addresses = '127.0.0.1'",
                                "port = " + port,
                                "unix_socket_directories = '" + directory + "'",
                                "fsync = off",
                                "full_page_writes = off",
                                "max_connections = 100",
                                "shared_buffers = '32MB'",
                                ""));
    }

    private Path data() {
        return directory.resolve("data");
    }

    /** Starts it again. */
    public synchronized void restart() {
        asServer("pg_ctl", "--pgdata=" + data(), "--wait", "--log=" + directory.resolve("log"), "start");
        running = true;
    }

    /** Stops it, which ends all sessions at once. */
    public synchronized void stop() {
        if (running) {
            asServer("pg_ctl", "--pgdata=" + data(), "--mode=immediate", "--wait", "stop");
            running = false;
        }
    }

    /** {@return its port on the loopback interface} */
    public int port() {
        return port;
    }

    /**
     * Returns the URL of a database.
     *
     * @param database its name
     * @return the URL for JDBC
     */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** {@return the name of a new, empty database} */
    public String createDatabase() {
        String name = "db_" + NUMBERS.incrementAndGet();
        sql("postgres", "CREATE DATABASE " + name);
        return name;
    }

    /**
     * Carries out statements as the superuser.
     *
     * @param database in which database
     * @param statements the statements, each ended by a semicolon if there are several
     * @return the values as text: rows by lines, columns by bars
     */
    public String sql(String database, String statements) {
        return run(List.of(
                        bin.resolve("psql").toString(),
                        "--no-psqlrc",
                        "--quiet",
                        "--no-align",
                        "--tuples-only",
                        "--set=ON_ERROR_STOP=1",
                        "--host=" + directory,
                        "--port=" + port,
                        "--username=" + USER,
                        "--dbname=" + database,
                        "--command=" + statements))
                .strip();
    }

    private void asServer(String tool, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        command.add(bin.resolve(tool).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static String run(List<String> command) {
        try {
            Path out = Files.createTempFile("holdfast-test-", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(Path.of("/").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " failed: " + Files.readString(out));
                }
                return Files.readString(out);
            } finally {
                Files.deleteIfExists(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + command + " ran", e);
        }
    }

    /** Stops the server and removes its files. Idempotent. */
    @Override
    public synchronized void close() {
        if (!Files.exists(directory)) {
            return;
        }
        stop();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // The system clears its temporary files in the end.
        }
    }
}
