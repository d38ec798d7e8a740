package dev.holdfast.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.backup.cli.InstalledCommand.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacks the distribution as a user would, and starts its launcher in processes of their own. */
class DistributionIT {

    @TempDir
    static Path installed;

    @TempDir
    Path directory;

    private static final Predicate<String> SCHEDULING =
            name -> name.startsWith("dev.holdfast.backup.scheduler.") || name.startsWith("com.cronutils.");
    private static final Predicate<String> DATABASES = name -> name.startsWith("org.jdbi.")
            || name.startsWith("com.zaxxer.")
            || name.startsWith("org.flywaydb.")
            || name.startsWith("com.github.kagkarlsson.")
            || name.startsWith("dev.holdfast.backup.cli.command.Recording");

    private static InstalledCommand holdfast;

    @BeforeAll
    static void unpack() throws Exception {
        holdfast = InstalledCommand.unpack(installed);
    }

    @BeforeEach
    void files() throws IOException {
        write("uploads/größe-日本.txt", "alpha\n");
        write("uploads/b.txt", "beta\n");
        write("holdfast.yaml", """
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  uploads: { type: files, paths: ./uploads }
                """);
    }

    private void write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private ProcessBuilder command(String... arguments) {
        return holdfast.in(directory, arguments);
    }

    private Result run(ProcessBuilder builder) throws IOException, InterruptedException {
        return InstalledCommand.run(builder);
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        return run(command(arguments));
    }

    @Test
    void a_backup_is_created_listed_verified_and_restored() throws Exception {
        assertThat(run("create", "--name", "one")).matches(result -> result.code() == 0, "exit code 0");
        assertThat(run("list").out()).contains("uploads_one");
        assertThat(run("verify", "uploads_one", "--level", "decoded").code()).isZero();
        Files.delete(directory.resolve("uploads/b.txt"));
        assertThat(run("restore", "uploads_one").code()).isEqualTo(10);
        Result restored = run("restore", "uploads_one", "--yes");
        assertThat(restored.code()).as(restored.toString()).isZero();
        assertThat(directory.resolve("uploads/b.txt")).hasContent("beta\n");
    }

    @Test
    void nothing_that_knows_schedules_is_loaded_for_a_file_without_them() throws Exception {
        assertThat(loadedBy("list"))
                .contains("dev.holdfast.backup.cli.command.ListCommand")
                .noneMatch(SCHEDULING);

        write("holdfast.yaml", Files.readString(directory.resolve("holdfast.yaml")) + """
                jobs:
                  nightly: { targets: [uploads], schedule: { daily: "02:15" } }
                """);
        assertThat(loadedBy("list"))
                .contains("dev.holdfast.backup.scheduler.Schedule")
                .noneMatch(name -> name.startsWith("com.cronutils."))
                .noneMatch(DATABASES);
        assertThat(loadedBy("create"))
                .contains("dev.holdfast.backup.cli.command.Recording")
                .doesNotContain("com.github.kagkarlsson.scheduler.Scheduler");
    }

    /** The names of the classes that a command loads. */
    private List<String> loadedBy(String... arguments) throws IOException, InterruptedException {
        Path log = directory.resolve("classes.log");
        ProcessBuilder builder = command(arguments);
        builder.environment().put("HOLDFAST_JAVA_OPTS", "-Xlog:class+load:file=" + log + ":none");
        assertThat(run(builder).code()).isZero();
        return Files.readAllLines(log).stream().map(line -> line.split(" ")[0]).toList();
    }

    @Test
    void names_of_files_and_output_are_utf_8_whatever_the_locale() throws Exception {
        for (String locale : List.of("POSIX", "C", "en_US.ISO-8859-1")) {
            ProcessBuilder create = command("create", "--name", "in-" + locale.replace('_', '-'));
            create.environment().put("LC_ALL", locale);
            create.environment().put("LANG", locale);
            Result created = run(create);
            assertThat(created.code()).as(created.toString()).isZero();
            assertThat(created.err()).isEmpty();
        }
        Path to = directory.resolve("wörter");
        ProcessBuilder restore = command("restore", "uploads_in-POSIX", "--to", to.toString(), "--strip-root", "--yes");
        restore.environment().put("LC_ALL", "POSIX");
        Result restored = run(restore);
        assertThat(restored.code()).as(restored.toString()).isZero();
        assertThat(to.resolve("größe-日本.txt")).hasContent("alpha\n");
    }

    /** As a service manager has it done behind a service that ended: from anywhere, by the same configuration. */
    @Test
    void recover_starts_what_a_killed_process_left_stopped_and_says_by_its_exit_code_if_something_stays()
            throws Exception {
        Path running = Files.createFile(directory.resolve("running"));
        Path broken = directory.resolve("broken");
        write("holdfast.yaml", """
                stores:
                  local: { type: directory, path: ./backups }
                targets:
                  uploads: { type: files, paths: ./uploads }
                jobs:
                  nightly:
                    targets: [uploads]
                    hooks:
                      - { type: command, name: shop, before: [rm, %s], after: [sh, -c, "test ! -e %s && touch %s"] }
                      - { type: command, name: slow, before: [sleep, "20"] }
                """.formatted(running, broken, running));
        Process create = command("create", "nightly")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out.txt").toFile())
                .start();
        Instant patience = Instant.now().plus(InstalledCommand.PATIENCE);
        while (Files.exists(running) && create.isAlive() && Instant.now().isBefore(patience)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        create.destroyForcibly();
        assertThat(create.waitFor(InstalledCommand.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(running).as(Files.readString(directory.resolve("out.txt"))).doesNotExist();
        String[] recover = {"-c", directory.resolve("holdfast.yaml").toString(), "recover"};
        Files.createFile(broken);
        Result stuck = run(command(recover).directory(installed.toFile()));
        assertThat(stuck.code()).as(stuck.toString()).isEqualTo(3);
        assertThat(stuck.out() + stuck.err()).contains("HF-REC-002", "shop");
        assertThat(running).doesNotExist();
        Files.delete(broken);
        Result mended = run(command(recover).directory(installed.toFile()));
        assertThat(mended.code()).as(mended.toString()).isZero();
        assertThat(running).exists();
        assertThat(run(command(recover).directory(installed.toFile())).out()).isEqualTo("nothing to recover\n");
    }

    @Test
    void ctrl_c_cancels_with_130_and_leaves_nothing_listed() throws Exception {
        // Enough bytes that do not compress, and the slowest compressor, to be still at work when the signal comes.
        write("holdfast.yaml", Files.readString(directory.resolve("holdfast.yaml")) + """
                jobs:
                  nightly: { targets: [uploads], archive: { compression: xz, level: 9 } }
                """);
        byte[] noise = new byte[8 << 20];
        Random random = new Random(17);
        for (int i = 0; i < 8; i++) {
            random.nextBytes(noise);
            Files.write(directory.resolve("uploads/noise-" + i), noise);
        }
        Process process = command("create", "nightly")
                .redirectOutput(directory.resolve("out.txt").toFile())
                .redirectError(directory.resolve("err.txt").toFile())
                .start();
        awaitUpload(process);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(InstalledCommand.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("out.txt")) + Files.readString(directory.resolve("err.txt")))
                .isEqualTo(130);
        assertThat(run("list", "--json").out()).isEqualTo("[]\n");
        try (Stream<Path> left = Files.walk(directory.resolve("backups"))) {
            assertThat(left.filter(Files::isRegularFile)
                            .map(path -> path.getFileName().toString()))
                    .containsExactly("holdfast.json");
        }
    }

    /** Waits until the store has the beginning of an artifact. */
    private void awaitUpload(Process process) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(InstalledCommand.PATIENCE);
        Path store = directory.resolve("backups");
        while (Instant.now().isBefore(end) && process.isAlive()) {
            if (Files.isDirectory(store)) {
                try (Stream<Path> files = Files.walk(store)) {
                    if (files.anyMatch(file -> file.getFileName().toString().startsWith(".upload-"))) {
                        return;
                    }
                }
            }
            Thread.sleep(10);
        }
        throw new AssertionError("no upload was seen: " + Files.readString(directory.resolve("err.txt")));
    }

    @Test
    void json_is_all_there_is_on_standard_output() throws Exception {
        Result created = run("create", "--json");
        assertThat(created.code()).as(created.toString()).isZero();
        assertThat(created.out()).startsWith("{\"run\":").endsWith("}\n");
        assertThat(created.err()).isEmpty();
    }

    @Test
    void a_java_that_is_too_old_or_missing_is_told() throws Exception {
        Path old = directory.resolve("java8");
        Files.createDirectories(old.resolve("bin"));
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_402\"\n");
        ProcessBuilder builder = command("list");
        builder.environment().put("JAVA_HOME", old.toString());
        assertThat(run(builder))
                .matches(result -> result.code() == 2, "exit code 2")
                .matches(result -> result.err().contains("Java 17 or later is needed"), "says which Java it needs");
        builder.environment().put("JAVA_HOME", directory.resolve("none").toString());
        assertThat(run(builder).err()).contains("there is no bin/java in it");
    }

    @Test
    void a_place_that_cannot_be_written_gets_no_class_archive_and_no_complaint() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc")), "needs a directory in which nothing can be made");
        Path copy = directory.resolve("copy");
        Process cp = new ProcessBuilder("cp", "-r", installed.toString(), copy.toString()).start();
        assertThat(cp.waitFor()).isZero();
        new ProcessBuilder("rm", "-rf", copy.resolve("lib/cds").toString())
                .start()
                .waitFor();
        // A file where the directory of archives would be, and a cache in a place where nobody can write.
        Files.writeString(copy.resolve("lib/cds"), "");
        ProcessBuilder builder = new ProcessBuilder(copy.resolve("bin/holdfast").toString(), "list", "--json")
                .directory(directory.toFile());
        builder.environment().putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "XDG_CACHE_HOME", "/proc"));
        Result result = run(builder);
        assertThat(result).isEqualTo(new Result(0, "[]\n", ""));
    }

    @Test
    void a_second_start_uses_the_class_archive_of_the_first() throws Exception {
        run("--version");
        try (Stream<Path> archives = Files.list(installed.resolve("lib/cds"))) {
            assertThat(archives)
                    .singleElement()
                    .satisfies(archive -> assertThat(archive).isNotEmptyFile());
        }
        ProcessBuilder builder = command("list", "--json");
        builder.environment().put("HOLDFAST_JAVA_OPTS", "-Xlog:class+load=info:file=loaded.txt");
        assertThat(run(builder).code()).isZero();
        try (Stream<String> lines = Files.lines(directory.resolve("loaded.txt"))) {
            assertThat(lines.filter(line -> line.contains("dev.holdfast.backup.cli.Main source:")))
                    .singleElement()
                    .asString()
                    .endsWith("source: shared objects file (top)");
        }
    }

    @Test
    void other_peoples_types_in_lib_ext_are_found() throws Exception {
        Path source = directory.resolve("ext/tape/TapeProvider.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, """
                package tape;

                import dev.holdfast.backup.spi.Settings;
                import dev.holdfast.backup.spi.StoreDefinition;
                import dev.holdfast.backup.spi.StoreProvider;

                public final class TapeProvider implements StoreProvider {
                    public String type() {
                        return "tape";
                    }

                    public StoreDefinition create(String name, Settings settings) {
                        throw new UnsupportedOperationException();
                    }
                }
                """);
        Path service = directory.resolve("ext/META-INF/services/dev.holdfast.backup.spi.StoreProvider");
        Files.createDirectories(service.getParent());
        Files.writeString(service, "tape.TapeProvider\n");
        Path jar = installed.resolve("lib/ext/tape.jar");
        String classPath = System.getProperty("java.class.path");
        String ext = directory.resolve("ext").toString();
        tool("javac", "--release", "17", "-proc:none", "-cp", classPath, "-d", ext, source.toString());
        tool("jar", "--create", "--file", jar.toString(), "-C", ext, ".");
        try {
            Result types = run("types");
            assertThat(types.code()).as(types.toString()).isZero();
            assertThat(types.out()).containsPattern("store +tape");
        } finally {
            Files.delete(jar);
        }
    }

    private static void tool(String name, String... arguments) throws Exception {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        words.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor())
                .as(name)
                .isZero();
    }

    @Test
    void links_to_the_launcher_work() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("hf"), holdfast.launcher());
        ProcessBuilder builder = new ProcessBuilder(link.toString(), "--version").directory(directory.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        assertThat(run(builder).out()).startsWith("holdfast ");
    }

    @Test
    void the_distribution_holds_completion_manual_pages_and_a_place_for_other_peoples_types() {
        assertThat(installed.resolve("completion/holdfast.bash")).isNotEmptyFile();
        assertThat(installed.resolve("man/man1/holdfast.1")).isNotEmptyFile();
        assertThat(installed.resolve("man/man1/holdfast-restore.1")).isNotEmptyFile();
        assertThat(installed.resolve("lib/ext/README")).isNotEmptyFile();
        assertThat(installed.resolve("LICENSE")).isNotEmptyFile();
        assertThat(installed.resolve("README")).isNotEmptyFile();
        assertThat(holdfast.launcher()).isExecutable();
    }
}
