package dev.holdfast.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartIT {

    private static final String PROGRAM = "dev.holdfast.examples.quickstart.Quickstart";

    @TempDir
    Path directory;

    private Path uploads;
    private Path store;

    @BeforeEach
    void makeUploads() throws IOException {
        uploads = Files.createDirectories(directory.resolve("uploads"));
        store = directory.resolve("backups");
        Files.writeString(uploads.resolve("letter.txt"), "hello");
        Files.writeString(uploads.resolve("half.tmp"), "half");
    }

    @Test
    void the_program_runs_on_the_class_path() throws Exception {
        assertThat(run("-cp", jars(), PROGRAM)).contains("SUCCEEDED uploads_");
        aBackupIsThere();
    }

    @Test
    void the_program_runs_on_the_module_path() throws Exception {
        assertThat(run("-p", jars(), "-m", "dev.holdfast.examples.quickstart/" + PROGRAM))
                .contains("SUCCEEDED uploads_");
        aBackupIsThere();
    }

    /** What a build tool would put there: the jars of this program and its dependencies, without those of the tests. */
    private static String jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(entry -> !entry.contains("test-classes"))
                .filter(entry -> !entry.matches(
                        ".*/(junit|assertj|byte-buddy|apiguardian|opentest4j|surefire|failsafe)[^/]*\\.jar"))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(":"));
    }

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        command.add(uploads.toString());
        command.add(store.toString());
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended").isTrue();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private void aBackupIsThere() throws Exception {
        List<Path> manifests;
        try (var files = Files.walk(store)) {
            manifests = files.filter(file -> file.endsWith("manifest.json")).toList();
        }
        assertThat(manifests).hasSize(1);
        Process sums = new ProcessBuilder("sha256sum", "-c", "--quiet", "SHA256SUMS")
                .directory(manifests.get(0).getParent().toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(sums.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(sums.exitValue()).isZero();
        Process names = new ProcessBuilder("sh", "-c", "zstd -dc *.tar.zst | tar -tf -")
                .directory(manifests.get(0).getParent().toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(names.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("letter.txt")
                .doesNotContain("half.tmp");
    }
}
