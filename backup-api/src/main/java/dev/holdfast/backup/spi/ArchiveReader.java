package dev.holdfast.backup.spi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Gives the entries of an archive in their order; made by {@link Archiver#open}, used by one thread, closed by whoever asked for it. */
public interface ArchiveReader extends Closeable {

    /**
     * Moves to the next entry; content that was not read is skipped.
     *
     * @return the entry, or empty at the end
     * @throws IOException if the archive cannot be read
     * @throws dev.holdfast.backup.IntegrityException if it is damaged, cut short, or beyond a limit
     */
    Optional<ArchiveEntry> next() throws IOException;

    /**
     * Returns the content of the current entry, {@link ArchiveEntry#storedSize()} bytes; valid until the next call of {@link #next()}.
     *
     * @return the stream, the same at each call; closing it is not needed
     */
    InputStream content();
}
