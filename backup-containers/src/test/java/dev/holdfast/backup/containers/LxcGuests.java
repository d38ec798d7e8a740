package dev.holdfast.backup.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Real containers of LXC for one test; closing it removes them. */
final class LxcGuests implements AutoCloseable {

    /** No network: with none at all, the programs of the template would change that of the host. */
    private static final String CONFIGURATION = "lxc.net.0.type = empty\nlxc.apparmor.profile = unconfined\n";

    private static final int SECONDS = 60;

    private final Path path;
    private final List<String> names = new ArrayList<>();

    private LxcGuests(Path path) {
        this.path = path;
    }

    /** Makes containers that run; the test that asks is skipped where there is no LXC, and fails where CI=true. */
    static LxcGuests in(Path path, String... names) throws Exception {
        require();
        LxcGuests guests = new LxcGuests(Files.createDirectories(path));
        Path configuration = Files.writeString(path.resolve("guests.conf"), CONFIGURATION);
        for (String name : names) {
            guests.run("lxc-create", name, "-t", "busybox", "-f", configuration.toString());
            guests.names.add(name);
            guests.run("lxc-start", name, "-d");
        }
        return guests;
    }

    private static void require() {
        boolean there =
                Files.isExecutable(Path.of("/usr/bin/lxc-create")) && "root".equals(System.getProperty("user.name"));
        if (!there) {
            String reason = "LXC's commands are not there, or this is not root";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(reason + ", and CI=true lets no test be skipped for that");
            }
            Assumptions.abort(reason);
        }
    }

    /** {@return a hook on containers here} */
    LxcHook hook() {
        return LxcHook.named("guests").path(path);
    }

    /** {@return the same hook, whose commands fail for a container when it was {@linkplain #breakDown broken down}} */
    LxcHook fragileHook() throws IOException {
        Path prefix = path.resolve("fragile");
        Files.writeString(
                prefix,
                "#!/bin/sh\ncase \"$*\" in *lxc-info*) ;; *) for each; do [ ! -e " + path
                        + "/broken-$each ] || { echo broken >&2; exit 1; }; done ;; esac\nexec \"$@\"\n");
        Files.setPosixFilePermissions(prefix, PosixFilePermissions.fromString("rwx------"));
        return hook().prefix(prefix.toString());
    }

    void breakDown(String name) throws IOException {
        Files.createFile(path.resolve("broken-" + name));
    }

    String state(String name) throws Exception {
        return run("lxc-info", name, "-s", "-H");
    }

    /** {@return the state of each} */
    Map<String, String> states() throws Exception {
        Map<String, String> states = new TreeMap<>();
        for (String name : names) {
            states.put(name, state(name));
        }
        return states;
    }

    String run(String command, String name, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(command, "-P", path.toString(), "-n", name));
        Collections.addAll(all, arguments);
        Path out = Files.createTempFile(path, "said", ".txt");
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(all + ": " + Files.readString(out, StandardCharsets.UTF_8));
            }
            return Files.readString(out, StandardCharsets.UTF_8).strip();
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(out);
        }
    }

    @Override
    public void close() throws Exception {
        for (String name : names) {
            try {
                run("lxc-unfreeze", name);
            } catch (IOException e) {
                // It is not frozen.
            }
            try {
                run("lxc-stop", name, "-k");
            } catch (IOException e) {
                // It does not run.
            }
            run("lxc-destroy", name);
        }
    }
}
