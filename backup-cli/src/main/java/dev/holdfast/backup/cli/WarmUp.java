package dev.holdfast.backup.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Does once what commands do, so that an archive of the loaded classes makes later starts faster. Run by the launcher. */
public final class WarmUp {

    private static final String CONFIGURATION = """
            state: ./state
            stores:
              local: { type: directory, path: ./backups }
            targets:
              data: { type: files, paths: ./data }
            maintenance:
              recover: { cron: "0 * * * *" }
            jobs:
              data: { targets: [data], stores: [local], keep: { last: 2 }, schedule: { daily: "02:15", zone: Europe/Berlin } }
            """;

    private WarmUp() {}

    /**
     * Runs commands on a directory of its own, which it removes.
     *
     * @param arguments none
     * @throws IOException if there is no place for the directory
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("holdfast-warm-up");
        try {
            Files.createDirectories(directory.resolve("data/more"));
            Files.writeString(directory.resolve("data/a.txt"), "a");
            Files.writeString(directory.resolve("data/more/b.txt"), "b");
            Files.writeString(directory.resolve("holdfast.yaml"), CONFIGURATION);
            run(directory);
        } finally {
            remove(directory);
        }
        System.exit(0);
    }

    private static void run(Path directory) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setProperty("holdfast.terminal", "12");
        Cli cli = new Cli(Main.host(nowhere, nowhere, directory));
        String place = directory.resolve("restored").toString();
        for (List<String> command : List.of(
                List.of("--help"),
                List.of("list", "--help"),
                List.of("types"),
                List.of("check"),
                List.of("create", "--name", "one"),
                List.of("list"),
                List.of("list", "--json"),
                List.of("show", "data_one"),
                List.of("verify", "data_one", "--level", "decoded"),
                List.of("restore", "data_one", "--to", place, "--yes"),
                List.of("expire", "--dry-run"),
                List.of("schedule", "next"),
                List.of("schedule", "list"),
                List.of("history"),
                List.of("lst"))) {
            cli.run(command.toArray(String[]::new));
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
