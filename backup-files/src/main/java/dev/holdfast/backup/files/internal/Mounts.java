package dev.holdfast.backup.files.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where file systems are mounted on this machine. */
final class Mounts {

    private static final Path TABLE = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private Mounts() {}

    /**
     * Returns the mount points at or below a path.
     *
     * @param path an absolute path in the escaped form of {@link dev.holdfast.backup.spi.EntryName}
     * @return absolute paths; none where the machine does not tell
     */
    static List<String> within(String path) {
        List<String> found = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(TABLE, StandardCharsets.ISO_8859_1)) {
                String[] words = line.split(" ");
                if (words.length > MOUNT_POINT) {
                    String point = unescape(words[MOUNT_POINT]);
                    if (point.equals(path) || Roots.isBelow(point, path)) {
                        found.add(point);
                    }
                }
            }
        } catch (IOException e) {
            // No such table here: then the rename itself tells.
            return List.of();
        }
        return found;
    }

    /**
     * Tells whether a file system is mounted on the way from a directory down to a path, or at the path.
     *
     * @param directory an absolute path; a mount at it does not count
     * @param path an absolute path below it
     * @return whether there is
     */
    static boolean isBetween(String directory, String path) {
        for (String point : within(directory)) {
            if (!point.equals(directory) && (point.equals(path) || Roots.isBelow(path, point))) {
                return true;
            }
        }
        return false;
    }

    /** Undoes the table's {@code \040} for a blank and the like. */
    private static String unescape(String word) {
        byte[] bytes = new byte[word.length()];
        int length = 0;
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) == '\\' && i + 3 < word.length()) {
                bytes[length++] = (byte) Integer.parseInt(word.substring(i + 1, i + 4), 8);
                i += 3;
            } else {
                bytes[length++] = (byte) word.charAt(i);
            }
        }
        return dev.holdfast.backup.spi.EntryName.ofBytes(java.util.Arrays.copyOf(bytes, length))
                .value();
    }
}
