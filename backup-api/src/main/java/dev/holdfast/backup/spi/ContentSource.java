package dev.holdfast.backup.spi;

import java.io.IOException;
import java.io.InputStream;

/**
 * Where an entry's content can be had; may never be opened.
 *
 * <p>Whoever offers an entry promises that the stream gives exactly {@link ArchiveEntry#storedSize()} bytes.
 */
@FunctionalInterface
public interface ContentSource {

    /**
     * Opens the content.
     *
     * @return a new stream, closed by the caller; for a sparse file the bytes of its extents one after the other
     * @throws IOException if it cannot be opened
     */
    InputStream open() throws IOException;

    /** {@return the source of entries without content} */
    static ContentSource none() {
        return InputStream::nullInputStream;
    }
}
