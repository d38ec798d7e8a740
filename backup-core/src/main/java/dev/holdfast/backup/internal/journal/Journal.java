package dev.holdfast.backup.internal.journal;

import dev.holdfast.backup.internal.PrivateFiles;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an operation did and how to undo it, on disk before it is done. Thread-safe.
 *
 * <p>Whoever writes a journal holds the operating system's lock on its file; so a journal that can be locked has no owner any more.
 */
public final class Journal implements AutoCloseable {

    /**
     * The journals of this process. The operating system does not tell a process about its own locks, and closing any other channel of a
     * locked file gives the lock up: so every journal is opened and read under this monitor, and one that is open here only through itself.
     */
    private static final Map<Path, Journal> OPEN = new HashMap<>();

    private static final int MAX_BYTES = 64 << 20;

    private final Path file;
    /** Holds the lock, and is touched by no write: an interrupt closes a channel that is written to, and the lock would go with it. */
    private final FileChannel channel;

    private final FileOutputStream out;
    private final JournalContent content;
    private long length;
    private boolean broken;
    private boolean open = true;

    private Journal(Path file, FileChannel channel, FileOutputStream out, JournalContent content, long length) {
        this.file = file;
        this.channel = channel;
        this.out = out;
        this.content = content;
        this.length = length;
    }

    /**
     * Begins a journal.
     *
     * @param file a file that does not exist
     * @param first its first line
     * @return the journal, held by this process
     * @throws IOException if it cannot be written
     */
    public static Journal create(Path file, JournalEntry.Opened first) throws IOException {
        PrivateFiles.createDirectories(PrivateFiles.directoryOf(file));
        Journal journal = lock(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)
                .orElseThrow(() -> new IOException("journal " + file + " is locked by another process"));
        try {
            journal.append(first);
            PrivateFiles.force(PrivateFiles.directoryOf(file));
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
        return journal;
    }

    /**
     * Takes over a journal whose owner is gone.
     *
     * @param file the file
     * @return the journal, held by this process; empty if its owner lives or it is gone
     * @throws IOException if it cannot be read
     */
    public static Optional<Journal> adopt(Path file) throws IOException {
        try {
            return lock(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<Journal> lock(Path path, StandardOpenOption... options) throws IOException {
        Path file = PrivateFiles.canonical(path);
        synchronized (OPEN) {
            if (OPEN.containsKey(file)) {
                return Optional.empty();
            }
            FileChannel channel = PrivateFiles.open(file, options);
            try {
                FileLock lock = channel.tryLock();
                // Its owner may have removed it between our opening and our locking; opening it by its name would bring
                // it back.
                if (lock != null && Files.exists(file)) {
                    JournalContent content = replay(channel, true);
                    Journal journal = new Journal(
                            file, channel, new FileOutputStream(file.toFile(), true), content, channel.size());
                    OPEN.put(file, journal);
                    return Optional.of(journal);
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            channel.close();
            return Optional.empty();
        }
    }

    /**
     * Tells whether a journal's owner lives.
     *
     * @param path the file
     * @return whether it does; false if there is no such file
     * @throws IOException if that cannot be told
     */
    public static boolean isHeld(Path path) throws IOException {
        Path file = PrivateFiles.canonical(path);
        synchronized (OPEN) {
            if (OPEN.containsKey(file)) {
                return true;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                FileLock lock = channel.tryLock();
                return lock == null;
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    /**
     * Reads a journal without taking it over.
     *
     * @param path the file
     * @return what its whole lines add up to
     * @throws IOException if it cannot be read
     */
    public static JournalContent read(Path path) throws IOException {
        Path file = PrivateFiles.canonical(path);
        synchronized (OPEN) {
            Journal journal = OPEN.get(file);
            if (journal != null) {
                return journal.content();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return replay(channel, false);
            }
        }
    }

    /** Adds up the lines until one is not whole, which is where a crash cut the journal; if it is ours now, it is cut there. */
    private static JournalContent replay(FileChannel channel, boolean cut) throws IOException {
        if (channel.size() > MAX_BYTES) {
            throw new IOException("journal of " + channel.size() + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
        while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
            // Positional reads leave the channel as it is.
        }
        byte[] bytes = buffer.array();
        JournalContent content = new JournalContent();
        int start = 0;
        for (int i = 0; i < buffer.position(); i++) {
            if (bytes[i] == '\n') {
                Optional<JournalEntry> entry =
                        JournalCodec.parse(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                if (entry.isEmpty()) {
                    break;
                }
                content.add(entry.get());
                start = i + 1;
            }
        }
        if (cut) {
            channel.truncate(start);
        }
        return content;
    }

    /**
     * Writes a line, forced to disk when this returns.
     *
     * @param entry the line
     * @throws IOException if it cannot be written; what it announces must not be done then
     */
    public synchronized void append(JournalEntry entry) throws IOException {
        if (broken) {
            throw new IOException("journal " + file + " broke at an earlier write");
        }
        byte[] line = JournalCodec.line(entry);
        try {
            out.write(line);
            out.getFD().sync();
        } catch (IOException e) {
            cutBack();
            throw e;
        }
        length += line.length;
        content.add(entry);
    }

    /** Removes what a failed write left: a line behind half a line would never be read. */
    private void cutBack() {
        boolean interrupted = Thread.interrupted();
        try {
            channel.truncate(length);
        } catch (IOException e) {
            broken = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Writes down a way back.
     *
     * @param record the way back
     * @return its number
     * @throws IOException if it cannot be written; the act must not be done then
     */
    public synchronized int undo(UndoRecord record) throws IOException {
        int number = content.nextNumber();
        append(new JournalEntry.Undo(number, record));
        return number;
    }

    /**
     * Notes that a record's act was undone, or what was kept for it dropped.
     *
     * @param number the record's number
     */
    public void settle(int number) {
        try {
            append(new JournalEntry.Settled(number));
        } catch (IOException e) {
            // Undo is idempotent, so a later recovery that does it again does no harm; but a broken state directory
            // must be known.
            throw new UncheckedIOException("cannot write journal " + file, e);
        }
    }

    /** Returns what the lines add up to now. */
    public synchronized JournalContent content() {
        return content;
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /**
     * Ends the journal: nothing is left to undo.
     *
     * @throws IOException if the file cannot be removed
     */
    public void remove() throws IOException {
        Files.deleteIfExists(file);
        PrivateFiles.force(PrivateFiles.directoryOf(file));
        close();
    }

    /** Gives the journal up; the file stays. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
        }
        synchronized (OPEN) {
            OPEN.remove(file);
            try (channel) {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close journal " + file, e);
            }
        }
    }
}
