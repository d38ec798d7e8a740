package dev.holdfast.backup.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /** The superuser's password, with what has a meaning in files of passwords. */
    public static final String PASSWORD = "super-s3cr3t:\\pass";

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static @Nullable PostgresServer shared;

    private final Path bin;
    private final Path directory;
    private final int port;
    private final List<String> settings;
    private boolean running;

    private PostgresServer(Path bin, String... settings) throws IOException {
        this.bin = bin;
        this.settings = List.of(settings);
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
     * @param settings lines of its configuration, which count more than ours
     * @return the server, closed by the caller
     */
    public static PostgresServer start(String... settings) {
        return start(installed(), settings);
    }

    /**
     * Starts a server of other programs.
     *
     * @param bin the directory of its programs
     * @param settings lines of its configuration, which count more than ours
     * @return the server, closed by the caller
     */
    public static PostgresServer start(Path bin, String... settings) {
        try {
            PostgresServer made = new PostgresServer(bin, settings);
            made.initialize();
            made.restart();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a standby, which lets clients read.
     *
     * @param primary the server that it follows
     * @param settings lines of its configuration, which count more than ours
     * @return the standby, closed by the caller
     */
    public static PostgresServer standby(PostgresServer primary, String... settings) {
        try {
            PostgresServer made = new PostgresServer(primary.bin, settings);
            made.copy(primary);
            made.restart();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Finds the newest server that is installed. The test that asks is skipped if there is none, and fails where {@code CI=true}.
     *
     * @return the directory of its programs
     */
    public static Path installed() {
        Path root = Path.of("/usr/lib/postgresql");
        Optional<Path> newest = Optional.empty();
        if (Files.isDirectory(root)) {
            try (Stream<Path> majors = Files.list(root)) {
                newest = majors.map(major -> major.resolve("bin"))
                        .filter(tools -> Files.isExecutable(tools.resolve("initdb")))
                        .max(Comparator.comparingInt(PostgresServer::major));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
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
        own();
        asServer(
                "initdb",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--pgdata=" + dataDirectory());
        configure();
    }

    private void copy(PostgresServer primary) throws IOException {
        own();
        asServer(
                "pg_basebackup",
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--no-sync",
                "--host=" + primary.directory,
                "--port=" + primary.port,
                "--username=" + USER,
                "--pgdata=" + dataDirectory());
        configure();
    }

    private void own() {
        if (isRoot()) {
            run(List.of("chown", "-R", USER, directory.toString()));
        }
    }

    private void configure() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "listen_addresses = '127.0.0.1'",
                "port = " + port,
                "unix_socket_directories = '" + directory + "'",
                "fsync = off",
                "full_page_writes = off",
                "max_connections = 100",
                "shared_buffers = '32MB'"));
        lines.addAll(settings);
        // What comes last in the file counts.
        Files.write(dataDirectory().resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);
    }

    /** {@return where the server keeps its files; tests that damage a page look there} */
    public Path dataDirectory() {
        return directory.resolve("data");
    }

    /** {@return where its socket is, for clients that are trusted} */
    public Path socketDirectory() {
        return directory;
    }

    /** {@return where its programs are} */
    public Path bin() {
        return bin;
    }

    /** {@return what the server logged} */
    public String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again. */
    public synchronized void restart() {
        asServer("pg_ctl", "--pgdata=" + dataDirectory(), "--wait", "--log=" + directory.resolve("log"), "start");
        running = true;
    }

    /** Stops it, which ends all sessions at once. */
    public synchronized void stop() {
        if (running) {
            asServer("pg_ctl", "--pgdata=" + dataDirectory(), "--mode=immediate", "--wait", "stop");
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
        try {
            stop();
        } catch (AssertionError e) {
            // Ended by a test that does such things.
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // The system clears its temporary files in the end.
        }
    }
}
