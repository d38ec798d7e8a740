package dev.holdfast.backup.spi;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** An object that is being written; for one thread. */
public interface Upload extends Closeable {

    /** {@return where to write, the same stream at each call; closing it neither commits nor gives up} */
    OutputStream body();

    /**
     * Makes the object visible and durable.
     *
     * @throws IOException if it could not be; the object is then not visible, unless the store said "failed" after it was done, which the
     *     engine finds out by looking
     */
    void commit() throws IOException;

    /** Gives up what was not committed; leaves nothing. Idempotent. */
    @Override
    void close() throws IOException;
}
