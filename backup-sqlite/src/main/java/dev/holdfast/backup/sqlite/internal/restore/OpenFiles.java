package dev.holdfast.backup.sqlite.internal.restore;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the processes that have a file open, as far as the system lets us see: on Linux all of them for root, our user's own for others. Where
 * there is no {@code /proc}, none is found.
 */
final class OpenFiles {

    private static final Path PROC = Path.of("/proc");

    private OpenFiles() {}

    /** Returns the numbers of the processes, this one included, with their names. */
    static List<String> of(Path file) {
        String name = file.toString();
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (has(process.resolve("fd"), name)) {
                    found.add(process.getFileName() + name(process));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.copyOf(found);
        }
        return List.copyOf(found);
    }

    private static boolean has(Path descriptors, String name) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                if (points(link, name)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended, or is another user's.
            return false;
        }
        return false;
    }

    private static boolean points(Path link, String name) {
        try {
            return Files.readSymbolicLink(link).toString().equals(name);
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(Path process) {
        try {
            return " (" + Files.readString(process.resolve("comm")).trim() + ")";
        } catch (IOException e) {
            return "";
        }
    }
}
