package dev.holdfast.backup.sqlite.internal.db;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;

/**
 * The file of a live database, looked at without reading it: on POSIX systems a process that opens and closes a file loses all the locks that it
 * has on it, and a host may well have some.
 */
public final class DatabaseFile {

    private static final int SMALLEST = 512;
    private static final int SAMPLE = 2048;
    // Of 2,048 random bytes all but a few of the 256 values appear; text, tables and programs stay far below.
    private static final int MANY_VALUES = 240;

    private DatabaseFile() {}

    /**
     * Returns the file that a path leads to: links are followed, as SQLite follows them.
     *
     * @param path a path
     * @return the real path if something is there
     */
    public static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /**
     * Requires a file that can be read and has content.
     *
     * @param path the file
     * @throws TargetException {@code HF-SQL-002} to {@code HF-SQL-005}
     */
    public static void require(Path path) {
        Failures failures = Failures.ofLive(path);
        if (!Files.exists(path)) {
            throw new TargetException(Failure.of("HF-SQL-002", "there is no database at " + failures.shown())
                    .hint("Correct the path, or mount what it is on.")
                    .with("path", failures.shown()));
        }
        if (!Files.isRegularFile(path)) {
            throw new TargetException(
                    Failure.of("HF-SQL-003", failures.shown() + " is not a file, so it is no SQLite database")
                            .hint("Give the path of the database file itself.")
                            .with("path", failures.shown()));
        }
        if (!Files.isReadable(path)) {
            throw new TargetException(Failure.of(
                            "HF-SQL-004", "cannot read database " + failures.shown() + ": permission denied")
                    .hint("Give the user of this process the right to read and lock the file and to write beside it,"
                            + " where SQLite keeps its journal.")
                    .with("path", failures.shown()));
        }
        if (size(path) < SMALLEST) {
            // SQLite itself takes such a file for a database without tables.
            throw new TargetException(
                    Failure.of("HF-SQL-005", failures.shown() + " is not an SQLite database: it is empty or cut")
                            .hint("Give the path of the database file itself.")
                            .with("path", failures.shown()));
        }
    }

    /**
     * Returns the size of a file.
     *
     * @param path the file
     * @return its size in bytes, 0 if it cannot be told
     */
    public static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Returns how much room a copy of a database may need: the file and all that its write-ahead log may add.
     *
     * @param path the live file
     * @return bytes
     */
    public static long room(Path path) {
        return size(path) + size(WriteAheadLog.of(path).file());
    }

    /**
     * Returns how much scratch a copy of a database may need: for a moment its log is there besides the file that it goes into.
     *
     * @param path the live file
     * @return bytes
     */
    public static long scratch(Path path) {
        return room(path) + size(WriteAheadLog.of(path).file());
    }

    /**
     * Finds out more about a file that SQLite does not take for a database.
     *
     * @param failure what is known
     * @param path the file
     * @param context the run
     * @return the same failure, or {@code HF-SQL-006} if the file looks encrypted
     * @throws InterruptedException if this thread is interrupted
     */
    public static TargetException explain(TargetException failure, Path path, RunContext context)
            throws InterruptedException {
        // Whole pages of nothing but noise: no compressed file is cut so evenly.
        if (!failure.code().equals("HF-SQL-005") || size(path) % 512 != 0 || !isNoise(path, context)) {
            return failure;
        }
        Failures failures = Failures.ofLive(path);
        return new TargetException(
                Failure.of("HF-SQL-006", "database " + failures.shown() + " is encrypted, or is no SQLite database")
                        .hint("Let the program that has the key write a plain copy, and protect that; a files target"
                                + " keeps the encrypted file while that program rests.")
                        .with("path", failures.shown()),
                failure);
    }

    private static boolean isNoise(Path path, RunContext context) throws InterruptedException {
        // A process of its own reads the file, for the reason that the class gives.
        Command head = Command.of("head", "-c", Integer.toString(SAMPLE), path.toString());
        try (RunningCommand running = context.commands().start(head)) {
            running.input().close();
            byte[] bytes = running.output().readNBytes(SAMPLE);
            running.output().transferTo(java.io.OutputStream.nullOutputStream());
            if (!running.await(context.deadline().orAfter(Duration.ofSeconds(10)))
                    .isSuccess()) {
                return false;
            }
            BitSet values = new BitSet();
            for (byte b : bytes) {
                values.set(b & 0xff);
            }
            return bytes.length == SAMPLE && values.cardinality() >= MANY_VALUES;
        } catch (IOException e) {
            return false;
        }
    }
}
