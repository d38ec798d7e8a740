package dev.holdfast.backup.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A service manager of a few lines that understands what a hook says to {@code systemctl}: a unit runs while its file is there. */
record UnitFiles(Path directory) {

    private static final String SCRIPT = """
            #!/bin/sh
            cd "$(dirname "$0")" || exit 1
            verb=$1
            for unit; do :; done
            echo "$verb $unit" >>log
            [ $verb != show ] || { [ -e "units/$unit" ] && echo loaded || echo not-found; exit 0; }
            [ -e "units/$unit" ] || { echo "No files found for $unit." >&2; exit 1; }
            case $verb in
              is-active) [ -e "running/$unit" ] || { echo inactive; exit 3; }; echo active ;;
              stop) [ ! -e "broken/$unit" ] || { echo "Job for $unit failed." >&2; exit 1; }; rm -f "running/$unit" ;;
              start) [ ! -e "broken/$unit" ] || { echo "Job for $unit failed." >&2; exit 1; }; : >"running/$unit" ;;
            esac
            """;

    static UnitFiles in(Path directory, String... units) throws IOException {
        for (String name : List.of("units", "running", "broken")) {
            Files.createDirectories(directory.resolve(name));
        }
        Path script = Files.writeString(directory.resolve("systemctl"), SCRIPT);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        for (String unit : units) {
            Files.createFile(directory.resolve("units").resolve(unit));
            Files.createFile(directory.resolve("running").resolve(unit));
        }
        return new UnitFiles(directory);
    }

    String command() {
        return directory.resolve("systemctl").toString();
    }

    void breaks(String unit) throws IOException {
        Files.createFile(directory.resolve("broken").resolve(unit));
    }

    void stopped(String unit) throws IOException {
        Files.delete(directory.resolve("running").resolve(unit));
    }

    void started(String unit) throws IOException {
        Files.createFile(directory.resolve("running").resolve(unit));
    }

    List<String> running() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("running"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** What was stopped and started, in order. */
    List<String> acts() throws IOException {
        return Files.readAllLines(directory.resolve("log")).stream()
                .filter(line -> line.startsWith("stop ") || line.startsWith("start "))
                .toList();
    }
}
