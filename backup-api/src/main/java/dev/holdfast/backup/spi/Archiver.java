package dev.holdfast.backup.spi;

import dev.holdfast.backup.ObjectKey;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An archive format: turns entries into a stored form and back. Thread-safe; each writer and reader is for one thread.
 *
 * <ol>
 *   <li>ARCHIVE-01 What was added is read back equal: name to the byte, kind, metadata as far as the format documents, size, link, device,
 *       extents, content; in the order in which it was added.
 *   <li>ARCHIVE-02 An entry of a kind that is not among {@link #kinds()} is refused with {@code HF-ARC-001}; nothing weaker is stored.
 *   <li>ARCHIVE-03 Content of another length than the entry says fails {@link ArchiveWriter#add}; the archive is then unusable.
 *   <li>ARCHIVE-04 Without {@link ArchiveWriter#finish()} the reader fails with an {@link dev.holdfast.backup.IntegrityException}.
 *   <li>ARCHIVE-05 A cut or damaged archive gives an {@link dev.holdfast.backup.IntegrityException} or wrong content that a digest finds,
 *       never an endless loop, another exception or unbounded memory.
 *   <li>ARCHIVE-06 Memory does not grow with the number or size of entries.
 *   <li>ARCHIVE-07 Hostile names are handed over as they are: refusing them is the business of whoever restores.
 *   <li>ARCHIVE-08 Content that is not read is skipped by {@link ArchiveReader#next()}.
 *   <li>ARCHIVE-09 An archive without entries is valid.
 * </ol>
 */
public interface Archiver {

    /** {@return the format's type, as in {@link Provider#type()}; also the suffix of its artifacts} */
    String format();

    /** {@return the kinds of entries that it can store} */
    Set<EntryKind> kinds();

    /**
     * Begins an archive.
     *
     * @param out where it goes
     * @return the writer
     * @throws IOException if it cannot be begun
     */
    ArchiveWriter create(ArchiveOutput out) throws IOException;

    /**
     * Opens an archive.
     *
     * @param in where it is
     * @return the reader
     * @throws IOException if it cannot be opened
     */
    ArchiveReader open(ArchiveInput in) throws IOException;

    /**
     * Returns the shared objects that an archive needs.
     *
     * @param in the archive
     * @return their keys; none by default
     * @throws IOException if the archive cannot be read
     */
    default Stream<ObjectKey> references(ArchiveInput in) throws IOException {
        return Stream.empty();
    }
}
