package dev.holdfast.backup.spi;

import java.io.Closeable;
import java.io.IOException;
import java.util.Set;

/** Takes entries into an archive; made by {@link Archiver#create}, used by one thread, closed by whoever asked for it. */
public interface ArchiveWriter extends Closeable {

    /** {@return the kinds that can be added} */
    Set<EntryKind> kinds();

    /**
     * Adds an entry.
     *
     * @param entry what it is
     * @param content its content, read before this method returns; {@link ContentSource#none()} for kinds without
     * @throws IOException if the content cannot be read, or has another length than the entry says
     * @throws dev.holdfast.backup.BackupException {@code HF-ARC-001} if the format has no such kind
     */
    void add(ArchiveEntry entry, ContentSource content) throws IOException;

    /**
     * Completes the archive; without it, the archive is not whole and must not be kept.
     *
     * @throws IOException if it cannot be completed
     */
    void finish() throws IOException;

    /** Frees what is held. Does not complete the archive. */
    @Override
    void close() throws IOException;
}
