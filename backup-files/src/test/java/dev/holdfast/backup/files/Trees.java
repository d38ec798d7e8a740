package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Makes and describes trees of files, and takes and restores their backups in memory. */
final class Trees {

    private Trees() {}

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Makes a tree with every kind of entry; devices and other owners only as root. */
    static Path odd(Path parent) throws Exception {
        Path tree = Files.createDirectory(parent.resolve("odd"));
        bash("odd-tree.sh", tree);
        attribute(tree.resolve("medium.bin"), "comment", "a comment");
        attribute(tree.resolve("medium.bin"), "empty", "");
        attribute(tree.resolve("deep"), "dir", "of a directory");
        attribute(tree.resolve("plain.txt"), "bytes", "\0\u00ff");
        return tree;
    }

    private static void attribute(Path path, String name, String value) throws IOException {
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
                .write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Describes a tree to the byte and nanosecond, in lines. */
    static List<String> describe(Path tree) throws Exception {
        List<String> lines =
                new ArrayList<>(bash("describe-tree.sh", tree).lines().toList());
        TreeMap<String, String> attributes = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.toList()) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    UserDefinedFileAttributeView view =
                            Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
                    for (String name : view.list()) {
                        ByteBuffer value = ByteBuffer.allocate(view.size(name));
                        view.read(name, value);
                        attributes.put(
                                tree.relativize(path) + " " + name,
                                new String(value.array(), StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        attributes.forEach((name, value) -> lines.add("attribute " + name + " = " + value));
        return lines;
    }

    static String bash(String script, Path directory) throws Exception {
        Path file = Files.createTempFile("holdfast-", ".sh");
        try (InputStream in = Trees.class.getResourceAsStream(script)) {
            Files.write(file, in.readAllBytes());
            return run("bash", file.toString(), directory.toString());
        } finally {
            Files.delete(file);
        }
    }

    static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }

    static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    static MemoryBackup capture(FilesTarget definition, TestRunContext run) throws Exception {
        MemoryBackup backup = new MemoryBackup(definition.id(), new TarArchiver());
        try (BackupTarget target = definition.open()) {
            target.capture(backup.sink(), run);
        }
        return backup;
    }

    static void restore(FilesTarget definition, MemoryBackup backup, RestoreRequest how, TestRunContext run)
            throws Exception {
        try (BackupTarget target = definition.open()) {
            target.restore(backup.reader(), how, run);
        }
    }
}
