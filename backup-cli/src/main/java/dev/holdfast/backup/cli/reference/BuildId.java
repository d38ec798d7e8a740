package dev.holdfast.backup.cli.reference;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A digest of all classes of a build.
 *
 * <p>The launcher names archives of classes by it: the JVM tells jars apart by size and time alone, and jars of one release all have one time.
 */
final class BuildId {

    private static final int LENGTH = 16;

    private BuildId() {}

    /**
     * Computes it.
     *
     * @param classPath jars and directories
     * @return hexadecimal digits
     */
    static String of(String classPath) throws IOException {
        MessageDigest digest = sha256();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry.trim());
            for (Path file : files(path)) {
                digest.update(path.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
    }

    private static List<Path> files(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
