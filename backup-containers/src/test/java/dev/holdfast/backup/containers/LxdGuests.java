package dev.holdfast.backup.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real LXD of the test's own, with containers of busybox; closing it removes all. */
final class LxdGuests implements AutoCloseable {

    /** Its first process: it ends when it is told to shut down, unless there is a file that lets it refuse. */
    private static final String INIT = """
            #!/bin/sh
            trap '[ -e /stubborn ] || exit 0' PWR
            while :; do sleep 0.1; done
            """;

    private static final String METADATA = "architecture: x86_64\ncreation_date: 1700000000\n";
    private static final List<String> PLACES =
            List.of("bin", "sbin", "dev", "etc", "proc", "root", "run", "sys", "tmp");
    private static final String POOL = "default";
    private static final String IMAGE = "busybox";

    private final Path directory;
    private final List<String> made = new ArrayList<>();
    private Process daemon;

    private LxdGuests(Path directory, Process daemon) {
        this.directory = directory;
        this.daemon = daemon;
    }

    /** Starts LXD; the test that asks is skipped where there is none, and fails where CI=true and it could be installed. */
    static LxdGuests start() throws Exception {
        require();
        // Sockets have short names.
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "hf-lxd");
        // The users inside are others, who have to reach their files.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        LxdGuests guests = new LxdGuests(directory, daemon(directory));
        try {
            guests.awaitDaemon();
            guests.lxc("storage", "create", POOL, "dir");
            guests.lxc("profile", "device", "add", "default", "root", "disk", "path=/", "pool=" + POOL);
            guests.lxc("image", "import", image(directory).toString(), "--alias", IMAGE);
            return guests;
        } catch (Exception | AssertionError e) {
            guests.close();
            throw e;
        }
    }

    private static void require() throws IOException {
        TestEngine.requireFirstJdk();
        boolean there = Files.isExecutable(Path.of("/usr/bin/lxd"))
                && Files.isExecutable(Path.of("/bin/busybox"))
                && "root".equals(System.getProperty("user.name"));
        if (there) {
            return;
        }
        String reason = "LXD and busybox are not there, or this is not root";
        // Its successors in Debian have no LXD, and Ubuntu has one that is no package.
        Path release = Path.of("/etc/os-release");
        if ("true".equals(System.getenv("CI"))
                && Files.isReadable(release)
                && Files.readString(release).contains("(bookworm)")) {
            throw new AssertionError(reason + ", and CI=true lets no test be skipped for that");
        }
        Assumptions.abort(reason);
    }

    /** In namespaces of its own: it changes networks, and mounts what it leaves behind. */
    private static Process daemon(Path directory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("unshare", "--net", "--mount", "lxd", "--group", "root")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("LXD_DIR", directory.resolve("d").toString());
        Files.createDirectories(directory.resolve("d"));
        return builder.start();
    }

    private void awaitDaemon() throws Exception {
        for (int i = 0; i < 300; i++) {
            if (command("lxc", "info").exitCode() == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("LXD does not start: " + Files.readString(directory.resolve("log")));
    }

    private static Path image(Path directory) throws IOException {
        Path image = directory.resolve("image");
        Path root = image.resolve("rootfs");
        for (String place : PLACES) {
            Files.createDirectories(root.resolve(place));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        for (String applet : List.of("sh", "sleep", "touch")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
        }
        Path init = Files.writeString(root.resolve("sbin/init"), INIT);
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(image.resolve("metadata.yaml"), METADATA);
        Path packed = directory.resolve("image.tar.gz");
        TestEngine.Result result = TestEngine.run(
                List.of("tar", "-C", image.toString(), "-czf", packed.toString(), "metadata.yaml", "rootfs"));
        if (result.exitCode() != 0) {
            throw new IOException(result.output());
        }
        return packed;
    }

    /** Starts a container. */
    void launch(String name, String... flags) {
        made.add(name);
        List<String> command = new ArrayList<>(List.of("launch", IMAGE, name));
        Collections.addAll(command, flags);
        lxc(command.toArray(String[]::new));
    }

    /** {@return a hook on containers here} */
    LxcHook hook() {
        return LxcHook.named("guests").lxd().prefix("env", environment());
    }

    String state(String name) {
        return lxc("list", "^" + name + "$", "--format", "csv", "--columns", "s");
    }

    /** {@return what the command says, without the line's end; it has to succeed} */
    String lxc(String... arguments) {
        List<String> command = new ArrayList<>(List.of("lxc"));
        Collections.addAll(command, arguments);
        TestEngine.Result result = command(command.toArray(String[]::new));
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output());
        }
        return result.output().strip();
    }

    /** The same, but as often as it takes: behind a start that failed LXD is busy with the container for a moment. */
    void eventually(String... arguments) throws InterruptedException {
        for (int i = 0; ; i++) {
            try {
                lxc(arguments);
                return;
            } catch (AssertionError e) {
                if (i == 100) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private TestEngine.Result command(String... command) {
        List<String> all = new ArrayList<>(List.of("env", environment()));
        Collections.addAll(all, command);
        return TestEngine.run(all);
    }

    private String environment() {
        return "LXD_DIR=" + directory.resolve("d");
    }

    @Override
    public void close() throws Exception {
        made.forEach(name -> command("lxc", "delete", "--force", name));
        daemon.destroy();
        if (!daemon.waitFor(60, TimeUnit.SECONDS)) {
            daemon.destroyForcibly();
        }
        TestEngine.run(List.of("rm", "-rf", directory.toString()));
    }
}
