package dev.holdfast.backup.sqlite.internal.db;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The write-ahead log beside a database. May be opened here, unlike the database: SQLite's locks are on the database and on the index of the log,
 * never on the log itself.
 *
 * @param file where it is if there is one
 */
record WriteAheadLog(Path file) {

    private static final int HEAD = 32;

    static WriteAheadLog of(Path database) {
        return new WriteAheadLog(beside(database, "-wal"));
    }

    /** The index of a log, which SQLite makes from it. */
    static Path index(Path database) {
        return beside(database, "-shm");
    }

    private static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    /** Returns its size in bytes; 0 if there is none. */
    long bytes() throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /**
     * Returns its head, which is another one whenever the log is begun again from its start (SQLite, "WAL-mode File Format": a number that
     * counts this, and two salts).
     *
     * @return the bytes; fewer, or none, where there is no log that was begun
     */
    byte[] head() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }
}
