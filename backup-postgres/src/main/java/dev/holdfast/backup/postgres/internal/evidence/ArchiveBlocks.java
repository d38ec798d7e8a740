package dev.holdfast.backup.postgres.internal.evidence;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Walks over the data of an archive of the format custom, from one length to the next: whether each block is there to its end can be told
 * without looking at what is in it. An archive that was cut short is found by this, unless it was cut between two blocks, which are then
 * missing.
 */
public final class ArchiveBlocks {

    private static final int ROWS = 1;
    private static final int LARGE_OBJECTS = 3;

    private final InputStream in;
    private final int intSize;

    private ArchiveBlocks(InputStream in, int intSize) {
        this.in = in;
        this.intSize = intSize;
    }

    /**
     * Reads all blocks.
     *
     * @param in an archive behind its table of contents, read to its end
     * @param intSize how many bytes a number has behind its sign
     * @return the numbers of the entries that have a block
     * @throws IOException if the stream cannot be read, or ends within a block
     */
    public static Set<Integer> read(InputStream in, int intSize) throws IOException {
        return new ArchiveBlocks(in, intSize).blocks();
    }

    private Set<Integer> blocks() throws IOException {
        Set<Integer> found = new HashSet<>();
        for (int type = in.read(); type >= 0; type = in.read()) {
            found.add((int) integer());
            switch (type) {
                case ROWS -> skipChunks();
                case LARGE_OBJECTS -> {
                    while (integer() != 0) {
                        skipChunks();
                    }
                }
                default -> throw new IOException("a block is of the unknown type " + type);
            }
        }
        return found;
    }

    private void skipChunks() throws IOException {
        for (long length = integer(); length != 0; length = integer()) {
            if (length < 0) {
                throw new IOException("a piece of data has the length " + length);
            }
            try {
                in.skipNBytes(length);
            } catch (EOFException e) {
                throw cut(e);
            }
        }
    }

    /** A sign, then the bytes from the lowest to the highest; object ids use all of them. */
    private long integer() throws IOException {
        int sign = in.read();
        long value = 0;
        for (int i = 0; i < intSize; i++) {
            int octet = in.read();
            if (octet < 0) {
                throw cut(null);
            }
            value |= (long) octet << (8 * i);
        }
        return sign == 0 ? value : -value;
    }

    private static EOFException cut(@org.jspecify.annotations.Nullable Exception cause) {
        EOFException cut = new EOFException("it ends in the middle of data");
        cut.initCause(cause);
        return cut;
    }
}
