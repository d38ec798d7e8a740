package dev.holdfast.backup.sqlite.internal.db;

import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of a database's file as a file, which takes a fifth of the time of copying page by page, or none where the file system shares blocks.
 *
 * <p>What makes it the database of one moment is our read transaction (SQLite, "WAL-mode File Format", the locks {@code WAL_READ_LOCK}):
 *
 * <ul>
 *   <li>Without a write-ahead log, whoever writes needs the lock that we share: the file stays as it is.
 *   <li>With an empty log we read the file alone, and a checkpoint waits for readers of the file alone before it writes to it.
 *   <li>With a log, a checkpoint moves to the file no page of a commit behind the one that we see, and those pages are in the log as well. So the
 *       file may change while it is copied, but only where the copy of the log says what is to be there. SQLite itself puts the two together, as
 *       it does behind a power cut: checksums tell it where the last whole commit ends. It is the moment that we see, or one shortly after.
 *   <li>A log of which all is in the file already may be begun again from its start in spite of us, and half of each in a copy is worth
 *       nothing. Its head tells.
 * </ul>
 */
public final class FileCopy {

    private static final Logger LOG = LoggerFactory.getLogger(FileCopy.class);

    private final Database held;
    private final Path live;
    private final Path to;
    private final RunContext context;

    private FileCopy(Database held, Path live, Path to, RunContext context) {
        this.held = held;
        this.live = live;
        this.to = to;
        this.context = context;
    }

    /**
     * Copies a database that is {@linkplain Database#hold held} to a new file, if that can be done.
     *
     * @param held the database
     * @param live the database's file
     * @param to the new file
     * @param context the run
     * @return whether it was done; if not, there is no new file
     * @throws IOException if the file cannot be looked at, or what was begun cannot be removed
     * @throws InterruptedException if this thread is interrupted
     */
    public static boolean copy(Database held, Path live, Path to, RunContext context)
            throws IOException, InterruptedException {
        FileCopy copy = new FileCopy(held, live, to, context);
        WriteAheadLog log = WriteAheadLog.of(live);
        if (log.bytes() == 0 ? copy.file() : copy.fileAndLog(log)) {
            return true;
        }
        LOG.debug("{} was not copied as a file", live);
        for (Path begun : new Path[] {to, WriteAheadLog.of(to).file(), WriteAheadLog.index(to)}) {
            Files.deleteIfExists(begun);
        }
        return false;
    }

    private boolean file() throws IOException, InterruptedException {
        BasicFileAttributes before = Files.readAttributes(live, BasicFileAttributes.class);
        if (before.size() != bytes(held) || !CopyTool.copy(live, to, context)) {
            return false;
        }
        BasicFileAttributes after = Files.readAttributes(live, BasicFileAttributes.class);
        return before.size() == after.size()
                && before.lastModifiedTime().equals(after.lastModifiedTime())
                && DatabaseFile.size(to) == before.size();
    }

    private boolean fileAndLog(WriteAheadLog log) throws IOException, InterruptedException {
        byte[] head = log.head();
        long bytes = log.bytes();
        WriteAheadLog copied = WriteAheadLog.of(to);
        return CopyTool.copy(log.file(), copied.file(), context)
                && CopyTool.copy(live, to, context)
                && copied.bytes() >= bytes
                && Arrays.equals(copied.head(), head)
                && Arrays.equals(log.head(), head)
                && merge(copied);
    }

    /** Lets SQLite move what is in the copied log into the copied file. */
    private boolean merge(WriteAheadLog copied) throws IOException {
        long bytes;
        try (Database database = Database.open(to, Access.MERGE, held.failures(), context)) {
            bytes = bytes(database);
            if (database.number("PRAGMA wal_checkpoint(TRUNCATE)") != 0) {
                return false;
            }
        } catch (TargetException e) {
            // What is wrong with a damaged database is for the copy page by page to say.
            LOG.debug("the copied log could not be read", e);
            return false;
        }
        return copied.bytes() == 0 && DatabaseFile.size(to) == bytes;
    }

    private static long bytes(Database database) {
        return database.number("PRAGMA page_count") * database.number("PRAGMA page_size");
    }
}
