package dev.holdfast.backup.spi;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** What an archiver writes to: artifacts of this backup, with a look at the previous one. */
public interface ArchiveOutput {

    /**
     * Opens the archive's main artifact; called once.
     *
     * @return the stream; closing it completes the artifact
     * @throws IOException if it cannot be opened
     */
    OutputStream artifact() throws IOException;

    /** {@return the previous backup of the same target and format, for archivers that store differences only} */
    default Optional<BackupReader> previous() {
        return Optional.empty();
    }
}
