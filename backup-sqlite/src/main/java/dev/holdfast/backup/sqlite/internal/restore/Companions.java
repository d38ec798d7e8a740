package dev.holdfast.backup.sqlite.internal.restore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;

/** A database file and what SQLite keeps beside it: together they are the database, and apart they are damage. */
final class Companions {

    private static final List<String> SUFFIXES = List.of("-wal", "-journal", "-shm");

    private Companions() {}

    static Path of(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Moves what lies beside one file to lie beside another, unless something does already. */
    static void move(Path from, Path to) throws IOException {
        for (String suffix : SUFFIXES) {
            if (isThere(of(from, suffix)) && !isThere(of(to, suffix))) {
                Files.move(of(from, suffix), of(to, suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    static void remove(Path file) throws IOException {
        for (String suffix : SUFFIXES) {
            Files.deleteIfExists(of(file, suffix));
        }
    }

    /** Has the names in a file's directory on the disk. */
    static void force(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(Objects.requireNonNull(file.getParent()), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
