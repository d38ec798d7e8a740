package dev.holdfast.backup.postgres;

import dev.holdfast.backup.testkit.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real pooler before a server, on a port of this machine, that lets everybody in. */
final class Pgbouncer implements AutoCloseable {

    private final Path directory;
    private final Process process;
    private final int port;

    private Pgbouncer(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /** Starts one; the test that asks is skipped if none is installed, and fails where CI=true. */
    static Pgbouncer before(LocalPostgres server, Path directory, String mode, String... settings) throws Exception {
        // Packages put it where only administrators look for programs.
        Path packaged = Path.of("/usr/sbin/pgbouncer");
        boolean found = Files.isExecutable(packaged);
        if (!found) {
            Tools.require("pgbouncer");
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path users = directory.resolve("users.txt");
        Files.writeString(users, "\"" + LocalPostgres.SUPERUSER + "\" \"\"\n");
        List<String> lines = new ArrayList<>(List.of(
                "[databases]",
                "* = host=" + server.socketDirectory() + " port=" + server.port(),
                "[pgbouncer]",
                "listen_addr = 127.0.0.1",
                "listen_port = " + port,
                "unix_socket_dir =",
                "auth_type = trust",
                "auth_file = " + users,
                "pool_mode = " + mode));
        lines.addAll(List.of(settings));
        Path configuration = Files.write(directory.resolve("pgbouncer.ini"), lines);
        for (Path file : List.of(users, configuration)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        List<String> command = new ArrayList<>(List.of(found ? packaged.toString() : "pgbouncer", "--quiet"));
        if ("root".equals(System.getProperty("user.name"))) {
            // It does not run as root.
            command.addAll(List.of("--user", "postgres"));
        }
        command.add(configuration.toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("pgbouncer.log").toFile());
        Pgbouncer started = new Pgbouncer(directory, builder.start(), port);
        try {
            started.await();
            return started;
        } catch (IOException | RuntimeException | AssertionError e) {
            started.close();
            throw e;
        }
    }

    private void await() throws IOException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError(
                            "the pooler does not start: " + Files.readString(directory.resolve("pgbouncer.log")), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    int port() {
        return port;
    }

    /** A target behind it. */
    PostgresTarget target(String name, String database) {
        return PostgresTarget.named(name)
                .host("127.0.0.1")
                .port(port)
                .database(database)
                .user(LocalPostgres.SUPERUSER);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
