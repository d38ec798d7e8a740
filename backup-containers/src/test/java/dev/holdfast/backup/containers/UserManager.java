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

/** A real systemd that manages the units of a user; closing it ends them. */
final class UserManager implements AutoCloseable {

    private static final Path SYSTEMD = Path.of("/usr/lib/systemd/systemd");

    /** It wants to see a machine that systemd has booted, and sees one in a namespace of its own. */
    private static final String BOOT = """
            mount -t tmpfs tmpfs /run
            mkdir -p /run/systemd/system
            exec "$@"
            """;

    private final Path directory;
    private final Process systemd;

    private UserManager(Path directory, Process systemd) {
        this.directory = directory;
        this.systemd = systemd;
    }

    /**
     * Starts it; the test that asks is skipped where there is none, and fails where CI=true.
     *
     * @param units names of units and what is in their files
     */
    static UserManager start(Path directory, String... units) throws Exception {
        require();
        Path files = Files.createDirectories(directory.resolve("home/.config/systemd/user"));
        Files.writeString(files.resolve("default.target"), "[Unit]\nDescription=nothing\n");
        for (int i = 0; i < units.length; i += 2) {
            Files.writeString(files.resolve(units[i]), units[i + 1]);
        }
        // Sockets have short names.
        Path run = Files.createTempDirectory(
                Path.of("/tmp"),
                "hf-systemd",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ProcessBuilder builder = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "sh",
                        "-ec",
                        BOOT,
                        "sh",
                        SYSTEMD.toString(),
                        "--user",
                        "--unit=default.target")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("HOME", directory.resolve("home").toString());
        builder.environment().put("XDG_RUNTIME_DIR", run.toString());
        builder.environment().put("SYSTEMD_LOG_TARGET", "console");
        builder.environment().remove("XDG_CONFIG_HOME");
        UserManager manager = new UserManager(run, builder.start());
        try {
            for (int i = 0; ; i++) {
                if (manager.run("is-active", "--quiet", "default.target").exitCode() == 0) {
                    return manager;
                }
                if (i == 300) {
                    throw new AssertionError("systemd does not start: " + Files.readString(directory.resolve("log")));
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (Exception | AssertionError e) {
            manager.close();
            throw e;
        }
    }

    private static void require() {
        TestEngine.requireFirstJdk();
        if (Files.isExecutable(SYSTEMD) && "root".equals(System.getProperty("user.name"))) {
            return;
        }
        String reason = "there is no systemd, or this is not root";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(reason + ", and CI=true lets no test be skipped for that");
        }
        Assumptions.abort(reason);
    }

    /** {@return what a hook is told as its command} */
    String[] command() {
        return new String[] {"env", "XDG_RUNTIME_DIR=" + directory, "systemctl", "--user"};
    }

    TestEngine.Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(command()));
        Collections.addAll(all, arguments);
        return TestEngine.run(all);
    }

    /** {@return what the command says, without the line's end; it has to succeed} */
    String systemctl(String... arguments) {
        TestEngine.Result result = run(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + result.output());
        }
        return result.output().strip();
    }

    /** {@return its word for the state of a unit} */
    String state(String unit) {
        return run("is-active", unit).output().strip();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        // It ends its units with itself.
        systemd.destroy();
        if (!systemd.waitFor(30, TimeUnit.SECONDS)) {
            systemd.destroyForcibly();
        }
        TestEngine.run(List.of("rm", "-rf", directory.toString()));
    }
}
