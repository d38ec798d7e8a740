package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.InstalledCommand;
import dev.holdfast.backup.cli.InstalledCommand.Result;
import dev.holdfast.backup.testkit.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A machine that a real systemd has booted: it has the programs of this one, and namespaces and a control group of its own. What is written to its
 * {@code /etc}, {@code /opt}, {@code /srv}, {@code /usr/local}, {@code /var/lib} and {@code /run} is gone with it. Closing it ends it.
 */
final class BootedMachine implements AutoCloseable {

    private static final Path SYSTEMD = Path.of("/usr/lib/systemd/systemd");

    /** In its control group, and seeing no other. */
    private static final String ENTER = """
            mount --make-rprivate /
            mount -t cgroup2 cgroup2 "$1"
            mkdir "$1/$2"
            echo $$ >"$1/$2/cgroup.procs"
            umount "$1"
            exec unshare --cgroup sh -euc "$3" sh "$4"
            """;

    /** Nothing of what this machine would start is there: no unit but targets and the journal, no old scripts, nothing that makes units. */
    private static final String BOOT = """
            mount -t tmpfs tmpfs /sys/fs/cgroup
            mount -t cgroup2 cgroup2 /sys/fs/cgroup
            mount -t tmpfs tmpfs /run
            mkdir -p /run/lock /run/units/sysinit.target.wants
            for each in etc opt usr/local var/lib; do
              mkdir -p /run/over/$each/upper /run/over/$each/work
              mount -t overlay -o lowerdir=/$each,upperdir=/run/over/$each/upper,workdir=/run/over/$each/work overlay /$each
            done
            ln -sf "$1/bin/java" /usr/local/bin/java
            units=/usr/lib/systemd/system
            cp $units/*.target $units/*.slice $units/systemd-journald.service $units/systemd-journald.socket /run/units
            ln -s ../systemd-journald.service /run/units/sysinit.target.wants
            mount --bind /run/units $units
            for each in /etc/init.d /etc/systemd/system /srv /var/log $units-generators /usr/lib/systemd/system-environment-generators; do
              [ ! -d $each ] || mount -t tmpfs tmpfs $each
            done
            for each in console kmsg; do
              mount --bind /dev/null /dev/$each
            done
            mount --bind /proc/sys /proc/sys
            mount -o remount,bind,ro /proc/sys
            touch /run/booted-for-a-test
            exec env -i container=holdfast PATH=/usr/sbin:/usr/bin:/sbin:/bin /usr/lib/systemd/systemd --system --unit=multi-user.target
            """;

    /** It is empty when all that was in it is dead. */
    private static final String REMOVE_GROUP = """
            mount -t cgroup2 cgroup2 "$1"
            for i in $(seq 100); do
              find "$1/$2" -depth -type d -exec rmdir {} + 2>/dev/null || true
              [ -e "$1/$2" ] || exit 0
              sleep 0.05
            done
            exit 1
            """;

    private final Path directory;
    private final Path mount;
    private final String group = "holdfast-" + UUID.randomUUID();
    private final Process process;

    private BootedMachine(Path directory) throws IOException {
        this.directory = directory;
        this.mount = Files.createDirectories(directory.resolve("cgroup"));
        this.process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--ipc",
                        "--uts",
                        "--net",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        "-euc",
                        ENTER,
                        "sh",
                        mount.toString(),
                        group,
                        BOOT,
                        System.getProperty("java.home"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("boot.log").toFile())
                .start();
    }

    /**
     * Boots one; the test that asks is skipped where that cannot be, and fails where CI=true.
     *
     * @param directory where commands in it are run
     */
    static BootedMachine boot(Path directory) throws Exception {
        require();
        BootedMachine machine = new BootedMachine(directory);
        try {
            for (int i = 0; ; i++) {
                if (machine.process.children().findAny().isPresent()
                        && machine.run(
                                                "test -e /run/booted-for-a-test && systemctl is-active --quiet multi-user.target")
                                        .code()
                                == 0) {
                    return machine;
                }
                if (i == 300 || !machine.process.isAlive()) {
                    throw new AssertionError(
                            "systemd does not start: " + Files.readString(directory.resolve("boot.log")));
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (Exception | AssertionError e) {
            machine.close();
            throw e;
        }
    }

    private static void require() throws Exception {
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
        if (!Files.isExecutable(SYSTEMD) || !"root".equals(System.getProperty("user.name"))) {
            Tools.lack("there is no systemd, or this is not root");
        }
        Tools.require("unshare");
        Result allowed = InstalledCommand.run(new ProcessBuilder("unshare", "--mount", "--net", "true"));
        if (allowed.code() != 0) {
            Tools.lack("root may make no namespaces here: " + allowed.err().strip());
        }
    }

    /** Runs a script of bash, as root in the machine, in the directory. */
    Result run(String script) throws Exception {
        long init = process.children().findAny().orElseThrow().pid();
        return InstalledCommand.run(new ProcessBuilder(
                        "nsenter",
                        "--target",
                        Long.toString(init),
                        "--mount",
                        "--pid",
                        "--ipc",
                        "--uts",
                        "--net",
                        "--wd=" + directory,
                        "env",
                        "-i",
                        "HOME=/root",
                        "PATH=/usr/local/bin:/usr/bin:/bin",
                        "bash",
                        "-euo",
                        "pipefail",
                        "-c",
                        script)
                .directory(directory.toFile()));
    }

    /** {@return what the script says, without the last line's end; it has to succeed} */
    String succeed(String script) throws Exception {
        Result result = run(script);
        assertThat(result.code()).as("%s%n%s%n%s", script, result, journal()).isZero();
        return result.out().strip();
    }

    /** Writes a file of the machine. */
    void write(String file, String text) throws Exception {
        Path source = Files.writeString(directory.resolve("file-to-write"), text);
        succeed("install -D -m 644 '" + source + "' '" + file + "'");
    }

    /** {@return what the journal has of all units, from the beginning} */
    String journal() throws Exception {
        return run("journalctl --no-pager --quiet").out();
    }

    @Override
    public void close() throws Exception {
        // The first process is killed with it, and all others with the first.
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Result removed = InstalledCommand.run(new ProcessBuilder(
                List.of("unshare", "--mount", "sh", "-euc", REMOVE_GROUP, "sh", mount.toString(), group)));
        assertThat(removed.code()).as(removed.toString()).isZero();
    }
}
