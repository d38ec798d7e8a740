package dev.holdfast.backup.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.cli.InstalledCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The commands in the documents, run by a shell as they stand there. */
class DocumentsIT {

    private static final String CONFIGURATION = """
            stores:
              local: { type: directory, path: ./backups }
            targets:
              uploads: { type: files, paths: [./uploads] }
            jobs:
              nightly: { targets: [uploads], keep: { last: 7 } }
            """;

    @TempDir
    static Path installed;

    @TempDir
    Path directory;

    @BeforeAll
    static void unpack() throws Exception {
        // What documents say does not depend on the JDK; the command on each is seen by other tests.
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
        InstalledCommand.unpack(installed);
    }

    @TestFactory
    Stream<DynamicTest> commands_in_the_documents_do_what_they_say() {
        return Repository.documents().stream()
                .filter(page -> !Block.of(page, "test").isEmpty())
                .map(page -> DynamicTest.dynamicTest(
                        Repository.root().relativize(page).toString(), () -> runAll(page)));
    }

    private void runAll(Path page) throws Exception {
        String configuration = CONFIGURATION;
        int number = 0;
        for (Block block : Block.of(page, "test")) {
            if (block.mark().equals("configuration")) {
                configuration = block.text();
                continue;
            }
            Path place = Files.createDirectories(directory.resolve(page.getFileName() + "-" + number++));
            Files.createDirectories(place.resolve("uploads"));
            Files.writeString(place.resolve("uploads/letter.txt"), "hello");
            Files.writeString(place.resolve("holdfast.yaml"), configuration);
            List<String> lines = new ArrayList<>();
            if (block.mark().equals("run-after-backup")) {
                lines.add("holdfast create nightly --name first");
                // So that a rule which counts has something to count.
                lines.add("holdfast create nightly --name second");
            }
            lines.add(block.text());
            run(place, page, String.join("\n", lines));
        }
    }

    private static void run(Path place, Path page, String commands) throws IOException, InterruptedException {
        Path output = place.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
                .directory(place.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "PATH",
                        installed.resolve("bin") + ":" + builder.environment().get("PATH"));
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(3, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("%s ended: %s", page, text).isTrue();
        assertThat(process.exitValue()).as("%s:%n%s%n%s", page, commands, text).isZero();
    }
}
