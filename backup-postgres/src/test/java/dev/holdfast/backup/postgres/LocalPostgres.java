package dev.holdfast.backup.postgres;

import dev.holdfast.backup.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.Driver;

/**
 * A real server in a directory of its own, on a port of this machine, with a password for everybody who comes by network; gone with the JVM at
 * the latest.
 */
public final class LocalPostgres implements AutoCloseable {

    public static final String SUPERUSER = "postgres";
    public static final String PASSWORD = "super-s3cr3t:\\pass";

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static LocalPostgres shared;

    private final Path bin;
    private final Path directory;
    private final int port;
    private final List<String> settings;
    private boolean running;

    private LocalPostgres(Path bin, List<String> settings) throws IOException {
        this.bin = bin;
        this.settings = settings;
        this.directory = Files.createTempDirectory(Path.of("/tmp"), "holdfast-pg-");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        Thread end = new Thread(this::remove, "holdfast-test-postgres-end");
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** The server of this JVM; nobody stops it. */
    public static synchronized LocalPostgres shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** A server of one's own, to be stopped at will. */
    public static LocalPostgres start(String... settings) {
        return start(installed(), settings);
    }

    /** A server of other binaries. */
    public static LocalPostgres start(Path bin, String... settings) {
        try {
            LocalPostgres made = new LocalPostgres(bin, List.of(settings));
            made.initialize();
            made.restart();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A standby of a server, which lets clients read. */
    public static LocalPostgres standby(LocalPostgres primary, String... settings) {
        try {
            LocalPostgres made = new LocalPostgres(primary.bin, List.of(settings));
            made.copy(primary);
            made.restart();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        run(List.of("cp", "-r", "/usr/share/postgresql/" + major, share.toString()));
        run(List.of("cp", "-r", bin.toString(), lib.toString()));
        return lib.resolve("bin");
    }

    /** The directory of the newest server that is installed; the test that asks is skipped if there is none, and fails where CI=true. */
    public static Path installed() {
        Optional<Path> found = Optional.empty();
        Path root = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(root)) {
            try (Stream<Path> majors = Files.list(root)) {
                found = majors.map(major -> major.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                        .max(Comparator.comparingInt(bin ->
                                Integer.parseInt(bin.getParent().getFileName().toString())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (found.isEmpty()) {
            String missing = "no PostgreSQL server is installed in /usr/lib/postgresql";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(missing + ", and CI=true lets no test be skipped for that");
            }
            Assumptions.abort(missing);
        }
        return found.get();
    }

    private void initialize() throws IOException {
        Path password = directory.resolve("password");
        Files.writeString(password, PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", directory.toString()));
        }
        asServer(
                "initdb",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--username=" + SUPERUSER,
                "--pwfile=" + password,
                "--auth-local=trust",
                "--auth-host=scram-sha-256",
                "--pgdata=" + data());
        configure();
    }

    private void copy(LocalPostgres primary) throws IOException {
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", directory.toString()));
        }
        asServer(
                "pg_basebackup",
                "--write-recovery-conf",
                "--checkpoint=fast",
                "--no-sync",
                "--host=" + primary.directory,
                "--port=" + primary.port,
                "--username=" + SUPERUSER,
                "--pgdata=" + data());
        configure();
    }

    /** What comes last in the file counts. */
    private void configure() throws IOException {
        StringBuilder configuration = new StringBuilder("\n");
        for (String line : List.of(
                "listen_addresses = '127.0.0.1'",
                "port = " + port,
                "unix_socket_directories = '" + directory + "'",
                "fsync = off",
                "full_page_writes = off",
                "max_connections = 60",
                "shared_buffers = '32MB'")) {
            configuration.append(line).append('\n');
        }
        settings.forEach(line -> configuration.append(line).append('\n'));
        Files.writeString(
                data().resolve("postgresql.conf"), Files.readString(data().resolve("postgresql.conf")) + configuration);
    }

    private Path data() {
        return directory.resolve("data");
    }

    /** Where the server keeps its files; tests that damage a page look there. */
    public Path dataDirectory() {
        return data();
    }

    /** Where its socket is, for clients that are trusted. */
    public Path socketDirectory() {
        return directory;
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
        return bin;
    }

    /** Starts it again. */
    public final void restart() {
        asServer("pg_ctl", "--pgdata=" + data(), "--wait", "--log=" + directory.resolve("log"), "start");
        running = true;
    }

    /** Stops it, which ends all sessions at once. */
    public void stop() {
        if (running) {
            asServer("pg_ctl", "--pgdata=" + data(), "--mode=immediate", "--wait", "stop");
            running = false;
        }
    }

    public int port() {
        return port;
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
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
        String name = "db_" + NUMBERS.incrementAndGet();
        createDatabase(name);
        return name;
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
        return run(List.of(
                        bin.resolve("pg_dump").toString(),
                        "--host=" + directory,
                        "--port=" + port,
                        "--username=" + SUPERUSER,
                        "--dbname=" + database))
                .replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    }

    /** What the server logged. */
    public String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String asServer(String tool, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(bin.resolve(tool).toString());
        command.addAll(List.of(arguments));
        return run(command);
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
            throw new AssertionError(e);
        }
    }

    private void remove() {
        try {
            stop();
        } catch (RuntimeException | AssertionError e) {
            // It was stopped already.
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // Gone already.
        }
    }

    /** Stops the server and removes its files. */
    @Override
    public void close() {
        remove();
    }
}
