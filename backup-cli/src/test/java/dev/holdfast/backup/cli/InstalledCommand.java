package dev.holdfast.backup.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command as a user has it: unpacked from the distribution, and started as processes of its own.
 *
 * @param launcher the program
 */
public record InstalledCommand(Path launcher) {

    public static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How a command ended, and what it said. */
    public record Result(int code, String out, String err) {}

    /** {@return the distribution of this build, as a user gets it} */
    public static Path distribution() throws IOException {
        Path build = Path.of(System.getProperty("holdfast.build.directory"));
        try (Stream<Path> files = Files.list(build)) {
            return files.filter(file -> file.getFileName().toString().matches("holdfast-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no distribution in " + build));
        }
    }

    /** Unpacks the distribution of this build. */
    public static InstalledCommand unpack(Path into) throws IOException, InterruptedException {
        Path archive = distribution();
        Process tar = new ProcessBuilder(
                        "tar", "-xzf", archive.toString(), "-C", into.toString(), "--strip-components=1")
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new AssertionError("tar cannot unpack " + archive);
        }
        return new InstalledCommand(into.resolve("bin/holdfast"));
    }

    /** Makes a command that has not been started, with the Java of this process. */
    public ProcessBuilder in(Path directory, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(launcher.toString());
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    /** Runs a command to its end. */
    public static Result run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile("holdfast-out", ".txt");
        Path err = Files.createTempFile("holdfast-err", ".txt");
        try {
            Process process = builder.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end of " + builder.command());
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
