package dev.holdfast.backup.spi;

import dev.holdfast.backup.BackupManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Reads one backup by its manifest alone. For one thread; one stream or archive is open at a time.
 *
 * <p>Streams are decoded, and checked as they are read: a stream whose bytes are not those that were written throws {@link
 * dev.holdfast.backup.IntegrityException} at its end at the latest, so whoever reads must read to the end before trusting what came.
 */
public interface BackupReader {

    /** {@return the description of the backup} */
    BackupManifest manifest();

    /**
     * Opens an artifact or a piece of evidence, decoded.
     *
     * @param suffix what the target called it
     * @return the stream, closed by the caller
     * @throws IOException if it cannot be read
     * @throws dev.holdfast.backup.IntegrityException {@code HF-CAT-006} if the backup has none of that name
     */
    InputStream artifact(String suffix) throws IOException;

    /**
     * Opens an archive.
     *
     * @param suffix what the target called it; {@code ""} for its only archive
     * @return the reader, closed by the caller; the content of each entry is checked against the digest in the index
     * @throws IOException if it cannot be read
     */
    ArchiveReader archive(String suffix) throws IOException;

    /**
     * Decodes an artifact into a seekable file in scratch, checked to its end.
     *
     * @param suffix what the target called it
     * @return the file; it goes with the run
     * @throws IOException if it cannot be written
     */
    Path materialize(String suffix) throws IOException;
}
