package dev.holdfast.backup.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A compressing tool of the system. */
record Tool(String name) {

    private static final int TIMEOUT_SECONDS = 120;

    /** Skips the test where the tool is missing, and fails where that must not be. */
    void require() {
        boolean there = List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("the tool %s must be there", name).isTrue();
        }
        Assumptions.assumeTrue(there, "the tool " + name + " is not installed");
    }

    byte[] run(Path scratch, byte[] input, String... arguments) throws Exception {
        Path in = Files.write(scratch.resolve("tool-in"), input);
        Path out = scratch.resolve("tool-out");
        List<String> command = new java.util.ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("exit code of %s", command).isZero();
        return Files.readAllBytes(out);
    }
}
