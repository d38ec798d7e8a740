package dev.holdfast.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A service, as a service manager has it, and what it says.
 *
 * @param process the service
 * @param file where its log goes
 */
public record Served(Process process, Path file) {

    /** Starts it. */
    public static Served start(ProcessBuilder builder, Path file) throws IOException {
        return new Served(
                builder.redirectErrorStream(true).redirectOutput(file.toFile()).start(), file);
    }

    public String log() throws IOException {
        return Files.readString(file);
    }

    /** Returns when it has said so, a regular expression; fails at once when it ends without. */
    public void awaits(String pattern) throws Exception {
        Said.awaits(pattern, this::log, process::isAlive);
    }

    public void kill(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    /** {@return its exit code, when it has ended} */
    public int ends() throws Exception {
        assertThat(process.waitFor(Said.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(log())
                .isTrue();
        return process.exitValue();
    }
}
