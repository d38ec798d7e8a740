package dev.holdfast.backup.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Files and directories of the state directory: readable by their owner alone, durable once written. */
public final class PrivateFiles {

    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private PrivateFiles() {}

    /**
     * Makes a directory with those above it, mode 0700; one that exists is left as it is.
     *
     * @param directory the directory
     * @throws IOException if it cannot be made
     */
    public static void createDirectories(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                createDirectories(parent);
            }
            try {
                Files.createDirectory(directory, DIRECTORY_MODE);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(directory)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Returns the directory a file is in.
     *
     * @param file a file
     * @return the directory, absolute
     */
    public static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no file: " + file);
        }
        return parent;
    }

    /**
     * Returns the one path that a file has however it is named.
     *
     * @param file a file, which need not exist, in a directory that does
     * @return its path without links
     * @throws IOException if the directory cannot be read
     */
    public static Path canonical(Path file) throws IOException {
        return directoryOf(file).toRealPath().resolve(file.getFileName());
    }

    /**
     * Opens a file; if that creates it, its mode is 0600.
     *
     * @param file the file
     * @param options how to open it
     * @return the channel, closed by the caller
     * @throws IOException if it cannot be opened
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), FILE_MODE);
    }

    /**
     * Puts a small file in place, whole and durable: who reads it sees the old text or the new one. Of several who do so at once the last one
     * counts, and none of them is in another's way.
     *
     * @param file the file
     * @param bytes its content
     * @throws IOException if it cannot be written
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path directory = directoryOf(file);
        createDirectories(directory);
        Path temporary = directory.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            try (FileChannel channel = open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(directory);
    }

    /**
     * Makes the names in a directory durable.
     *
     * @param directory the directory
     * @throws IOException if it cannot be
     */
    public static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Removes a directory with all below it; links are removed, not followed.
     *
     * @param directory the directory; may be missing
     * @return how many files and directories were removed
     * @throws IOException if something cannot be removed
     */
    public static int removeTree(Path directory) throws IOException {
        int[] removed = {0};
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    return remove(file);
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    return remove(visited);
                }

                private FileVisitResult remove(Path path) throws IOException {
                    Files.delete(path);
                    removed[0]++;
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            if (!e.getFile().equals(directory.toString())) {
                throw e;
            }
        }
        return removed[0];
    }
}
