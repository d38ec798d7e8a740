package dev.holdfast.backup.spi;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What a target writes a backup to. For the thread that captures; one stream or archive is open at a time.
 *
 * <p>Streams throw {@link dev.holdfast.backup.StoreException} themselves when no store is left, so that a full disk stays the store's error; a
 * target lets it pass. A stream that is closed is a complete artifact.
 */
public interface BackupSink {

    /**
     * Begins an artifact of one stream.
     *
     * @param suffix what to call it, {@code dump} or {@code globals.sql}; unique within the backup
     * @return the stream; closing it completes the artifact
     * @throws IOException if it cannot be begun
     */
    OutputStream artifact(String suffix) throws IOException;

    /**
     * Begins an archive in the job's format.
     *
     * @param suffix what to call it; {@code ""} for the target's only archive, which is then called after the format
     * @return the writer; {@link ArchiveWriter#finish()} and then closing it complete the artifact
     * @throws IOException if it cannot be begun
     */
    ArchiveWriter archive(String suffix) throws IOException;

    /**
     * Begins a piece of evidence: kept and verified, not restored.
     *
     * @param suffix what to call it, {@code rows.json}
     * @return the stream; closing it completes the artifact
     * @throws IOException if it cannot be begun
     */
    OutputStream evidence(String suffix) throws IOException;

    /**
     * Records a short fact; all facts of a backup together have at most 48 KiB, so that the manifest stays under 64.
     *
     * @param name the name, {@code server-version}
     * @param value the value; never a secret
     */
    void fact(String name, String value);
}
