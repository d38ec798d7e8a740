package dev.holdfast.backup.spi;

import java.io.IOException;

/** The ability of a store to tell how much more it can take. */
@FunctionalInterface
public interface FreeSpace {

    /**
     * Tells how much is free for this process.
     *
     * @return bytes
     * @throws IOException if it cannot be told
     */
    long freeBytes() throws IOException;
}
