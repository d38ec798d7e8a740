package dev.holdfast.backup.containers;

import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import dev.holdfast.backup.testkit.contract.TargetUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Volumes of a real engine for one test; closing it removes them, with the engine's containers. */
final class TestVolumes implements AutoCloseable {

    /** Makes a tree with what is easily lost; nothing that only root may make. Argument: an empty directory. */
    private static final String ODD = """
            set -eu
            cd "$1"
            mkdir -p empty deep/a "dir with blank"
            echo hello > plain; ln plain hard; ln -s plain link; ln -s /nowhere dangling
            mkfifo -m 620 fifo; mknod -m 660 null c 1 3
            printf latin > "$(printf 'caf\\351')"
            echo unicode > 'grün ☃'
            n=$(printf 'n%.0s' $(seq 200)); mkdir "$n"; echo long > "$n/$n"
            head -c 3000000 /dev/urandom > large
            truncate -s 5M sparse; printf end >> sparse
            chmod 4711 large; chmod 1777 empty; chmod 2750 deep; chmod 000 sparse
            chown 12345:54321 plain; chown 1:2 deep; chown -h 3:4 link
            find . -exec touch -h -d '2021-01-02 03:04:05.25 UTC' {} +
            touch -d '2001-02-03 04:05:06.123456789 UTC' plain deep/a
            touch -d '1980-05-06 07:08:09 UTC' large
            chown 7:8 .; chmod 2771 .
            touch -d '2002-02-02 02:02:02.25 UTC' .
            """;

    /** Describes a tree; the second argument is how times are written. Pipes of find are read to their end. */
    private static final String DESCRIBE = """
            set -eu
            export LC_ALL=C
            cd "$1"
            find . \\( -type d -printf "%P|%y|%m|%U|%G|%T$2|%n\\n" \\) -o -printf "%P|%y|%m|%U|%G|%T$2|%n|%s|%l\\n" | sort | cat -v
            find . -type f -print0 | sort -z | xargs -0 -r sha256sum | cat -v
            """;

    private final TestEngine engine;
    private final Set<String> made = new LinkedHashSet<>();

    TestVolumes(TestEngine engine) {
        this.engine = engine;
    }

    static TestVolumes docker() {
        return new TestVolumes(TestEngine.docker());
    }

    static TestVolumes podman() {
        return new TestVolumes(TestEngine.podman());
    }

    TestEngine engine() {
        return engine;
    }

    /** A target on this engine, which finds an image for helpers. */
    VolumeTarget target(String name) {
        return (engine.isPodman() ? VolumeTarget.podman(name) : VolumeTarget.named(name))
                .host(engine.host())
                .helperImage(TestEngine.IMAGE);
    }

    /** Makes a volume; returns its name. */
    String volume(String base, String... flags) {
        String name = adopt(base);
        Stream<String> command =
                Stream.concat(Stream.of("volume", "create"), Stream.concat(Stream.of(flags), Stream.of(name)));
        engine.docker(command.toArray(String[]::new));
        return name;
    }

    /** A volume that somebody else makes; returns its name. */
    String adopt(String base) {
        String name = engine.name(base);
        made.add(name);
        return name;
    }

    boolean exists(String volume) {
        return engine.tryDocker("volume", "inspect", volume).exitCode() == 0;
    }

    /** The directory of a volume; tests that look into it need to be root on the engine's machine. */
    Path directory(String volume) {
        Path path = Path.of(engine.docker("volume", "inspect", "--format", "{{.Mountpoint}}", volume));
        Assumptions.assumeTrue(Files.isWritable(path), "only root on the engine's machine sees the files of volumes");
        return path;
    }

    void fillOdd(String volume) throws IOException {
        Path root = directory(volume);
        shell(ODD, root.toString());
        attributes(root.resolve("plain")).write("comment", StandardCharsets.US_ASCII.encode("odd"));
    }

    private static UserDefinedFileAttributeView attributes(Path file) {
        return Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    }

    static List<String> attributeNames(Path file) throws IOException {
        return attributes(file).list();
    }

    /**
     * What an engine does otherwise than another one, and what a target keeps as a rule, does not depend on the JDK: asked for once, on the first of the
     * JDKs.
     */
    static TestVolumes dockerOnce() {
        TestEngine.requireFirstJdk();
        return docker();
    }

    /** Describes a volume as a backup through the engine has it: to the second, and by Podman without owners. */
    List<String> describeSent(String volume) {
        return sent(describe(volume, false));
    }

    List<String> sent(List<String> description) {
        return engine.isPodman()
                ? description.stream()
                        .map(line -> line.replaceFirst("(\\|.\\|\\d+)\\|\\d+\\|\\d+\\|", "$1|"))
                        .toList()
                : description;
    }

    /** Describes a volume to the nanosecond, or to the second. */
    List<String> describe(String volume, boolean nanoseconds) {
        return describe(directory(volume), nanoseconds);
    }

    static List<String> describe(Path directory, boolean nanoseconds) {
        return shell(DESCRIBE, directory.toString(), nanoseconds ? "@" : "Y-%Tm-%Td %TH:%TM:%.2TS")
                .lines()
                .map(line -> nanoseconds ? line : line.replaceFirst("(\\d\\d:\\d\\d:\\d\\d)\\.\\d+", "$1"))
                .toList();
    }

    static String shell(String script, String... arguments) {
        List<String> command = Stream.concat(Stream.of("bash", "-c", script, "bash"), Stream.of(arguments))
                .toList();
        TestEngine.Result result = TestEngine.run(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(result.output());
        }
        return result.output();
    }

    /** Containers that targets have made and not removed. */
    List<String> helpers(String target) {
        return engine.docker("ps", "--all", "--quiet", "--filter", "label=dev.holdfast.target=" + target)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    static MemoryBackup capture(VolumeTarget definition, TestRunContext run) throws Exception {
        MemoryBackup backup = new MemoryBackup(definition.id(), new TarArchiver());
        try (BackupTarget target = definition.open()) {
            target.capture(backup.sink(), run);
            return backup;
        } catch (Exception e) {
            backup.close();
            throw e;
        }
    }

    /** A small tree for the contracts of targets, with a change to it and a look at what lies beside it. */
    TargetUnderTest contract(VolumeTarget definition, String volume) throws IOException {
        Path root = directory(volume);
        Files.createDirectories(root.resolve("empty"));
        Files.createDirectories(root.resolve("folder"));
        Files.writeString(root.resolve("folder/changed"), "before");
        Files.writeString(root.resolve("removed"), "will be removed".repeat(1000));
        Files.writeString(root.resolve("kept"), "stays");
        Files.createSymbolicLink(root.resolve("link"), Path.of("folder/changed"));
        return TargetUnderTest.of(definition, () -> change(root))
                .leftoversIn(() -> beside(definition.id().name(), root));
    }

    private static void change(Path root) throws IOException {
        Files.writeString(root.resolve("folder/changed"), "after");
        Files.delete(root.resolve("removed"));
        Files.writeString(root.resolve("added"), "new");
        Files.delete(root.resolve("link"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("kept"));
    }

    private List<String> beside(String target, Path root) throws IOException {
        try (Stream<Path> entries = Files.list(Objects.requireNonNull(root.getParent()))) {
            Stream<String> names =
                    entries.map(path -> path.getFileName().toString()).filter(name -> name.startsWith(".holdfast"));
            return Stream.concat(names, helpers(target).stream()).sorted().toList();
        }
    }

    @Override
    public void close() {
        List<String> left = engine.docker(
                        "ps", "--all", "--quiet", "--filter", "label=dev.holdfast.target=" + engine.name("volume"))
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        left.forEach(engine::remove);
        engine.close();
        made.forEach(volume -> engine.tryDocker("volume", "rm", "--force", volume));
    }
}
