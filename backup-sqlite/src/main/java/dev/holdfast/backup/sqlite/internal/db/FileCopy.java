package dev.holdfast.backup.sqlite.internal.db;

import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.CommandResult;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.RunningCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy of a database's file as a file, which takes a fifth of the time of copying page by page, or none where the file system shares blocks.
 *
 * <p>It is the database of one moment if there is nothing in the write-ahead log when our read transaction has begun: from then on the file stays
 * as it is, with a log or without. Without one, whoever writes needs the lock that we share. With one, we read the file alone, and a checkpoint
 * waits for readers of the file alone before it writes to it (SQLite, "WAL-mode File Format", the lock {@code WAL_READ_LOCK(0)}).
 *
 * <p>A tool copies, since a process that closes a file loses its locks on it, those of the host included.
 */
public final class FileCopy {

    private static final Logger LOG = LoggerFactory.getLogger(FileCopy.class);

    private FileCopy() {}

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
        BasicFileAttributes before = Files.readAttributes(live, BasicFileAttributes.class);
        long bytes = held.number("PRAGMA page_count") * held.number("PRAGMA page_size");
        if (before.size() != bytes || !isLogEmpty(live)) {
            return false;
        }
        boolean copied = run(live, to, context);
        context.cancellation().check();
        BasicFileAttributes after = Files.readAttributes(live, BasicFileAttributes.class);
        boolean unchanged =
                before.size() == after.size() && before.lastModifiedTime().equals(after.lastModifiedTime());
        if (copied && unchanged && DatabaseFile.size(to) == before.size()) {
            return true;
        }
        LOG.debug("the file was not copied as it is: copied {}, unchanged {}", copied, unchanged);
        Files.deleteIfExists(to);
        return false;
    }

    private static boolean isLogEmpty(Path live) throws IOException {
        try {
            return Files.size(live.resolveSibling(live.getFileName() + "-wal")) == 0;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private static boolean run(Path live, Path to, RunContext context) throws InterruptedException {
        Command command =
                new Command(List.of("cp", "--reflink=auto", "--", live.toString(), to.toString()), Map.of(), null);
        try (RunningCommand running = context.commands().start(command);
                Cancellation.Registration registration = context.cancellation().onCancel(running::close)) {
            running.input().close();
            running.output().transferTo(OutputStream.nullOutputStream());
            CommandResult result = running.await(context.deadline());
            return result.isSuccess();
        } catch (IOException e) {
            // No such tool here, or one that knows less: copied page by page then.
            LOG.debug("cp does not work here", e);
            return false;
        }
    }
}
