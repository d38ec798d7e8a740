package dev.holdfast.backup.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** What an archiver reads from. */
public interface ArchiveInput {

    /**
     * Opens the decoded bytes of the archive from the beginning; called once.
     *
     * @return the stream, closed by the caller
     * @throws IOException if it cannot be opened
     */
    InputStream stream() throws IOException;

    /**
     * Returns the decoded archive as a seekable file in scratch, for formats that need one.
     *
     * @return the file; it is removed when the reader is closed
     * @throws IOException if it cannot be written
     */
    Path file() throws IOException;
}
