package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.InstalledCommand;
import dev.holdfast.backup.cli.InstalledCommand.Result;
import dev.holdfast.backup.testkit.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Podman with images, containers and volumes of the test's own, under whatever names; closing it removes them. */
final class OwnPodman implements AutoCloseable {

    /** Nothing but what a file system has to have; the programs are those of this machine. */
    private static final String IMPORT = """
            mkdir -p base/usr/local/bin base/etc base/opt base/proc base/sys base/dev base/run base/root base/var
            mkdir -m 1777 base/tmp base/var/tmp
            for each in bin sbin lib lib64; do
              mkdir "base/usr/$each"
              ln -s "usr/$each" "base/$each"
            done
            echo root:x:0:0:root:/root:/bin/sh >base/etc/passwd
            echo root:x:0: >base/etc/group
            tar -C base -c . | podman import --quiet --change "ENV JAVA_HOME=$2" --change "ENV PATH=$2/bin:/usr/local/bin:/usr/bin:/bin" - "$1"
            """;

    private static final String REMOVE = """
            podman rm --all --force --time 0 --volumes >/dev/null
            awk -v d="$1/" 'index($2, d) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
            rm -rf "$1"
            """;

    private final Path home;

    private OwnPodman(Path home, String driver) throws IOException {
        this.home = home;
        Files.writeString(home.resolve("storage.conf"), """
                [storage]
                driver = "%2$s"
                graphroot = "%1$s/graph"
                runroot = "%1$s/run"
                """.formatted(home, driver));
        // Locks in memory are shared by all that root's Podman has.
        Files.writeString(
                home.resolve("containers.conf"),
                Repository.read(Repository.root().resolve("engines/podman/containers.conf"))
                        + """
                netns = "none"
                volumes = [%s]

                [engine]
                tmp_dir = "%s/tmp"
                lock_type = "file"
                """.formatted(programs(), home));
    }

    /** What an image with a Java has: here it is that of this machine. */
    private static String programs() throws IOException {
        List<Path> places = new ArrayList<>(List.of(Path.of("/usr/bin"), Path.of("/usr/lib"), Path.of("/usr/lib64")));
        Path java = Path.of(System.getProperty("java.home"));
        if (places.stream().noneMatch(java::startsWith)) {
            places.add(java);
        }
        // Debian has a part of it there.
        try (Stream<Path> settings = Files.list(Path.of("/etc"))) {
            settings.filter(each -> each.getFileName().toString().startsWith("java-"))
                    .forEach(places::add);
        }
        return places.stream()
                .filter(Files::isDirectory)
                .map(place -> "\"" + place + ":" + place + ":ro\"")
                .collect(Collectors.joining(", "));
    }

    /** Makes one; the test that asks is skipped where there is none, and fails where CI=true. */
    static OwnPodman start() throws Exception {
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
        Tools.require("podman");
        if (!"root".equals(System.getProperty("user.name"))) {
            Tools.lack("this is not root");
        }
        Result driver =
                InstalledCommand.run(new ProcessBuilder("podman", "info", "--format", "{{.Store.GraphDriverName}}"));
        if (driver.code() != 0) {
            Tools.lack("Podman does not work: " + driver.err().strip());
        }
        // Sockets have short names.
        return new OwnPodman(
                Files.createTempDirectory(Path.of("/tmp"), "hf-podman"),
                driver.out().strip());
    }

    /** Makes an image under that name which has a Java, as this machine has it. */
    void javaImage(String name) throws Exception {
        succeed(home, IMPORT, name, System.getProperty("java.home"));
    }

    /** {@return what a script of bash says, without the last line's end; it has to succeed} */
    String succeed(Path directory, String script, String... arguments) throws Exception {
        Result result = run(directory, script, arguments);
        assertThat(result.code()).as("%s%n%s", script, result).isZero();
        return result.out().strip();
    }

    Result run(Path directory, String script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-euo", "pipefail", "-c", script, "bash"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment()
                .put("CONTAINERS_CONF", home.resolve("containers.conf").toString());
        builder.environment()
                .put("CONTAINERS_STORAGE_CONF", home.resolve("storage.conf").toString());
        return InstalledCommand.run(builder);
    }

    @Override
    public void close() throws Exception {
        succeed(Path.of("/"), REMOVE, home.toString());
    }
}
