package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the stretches of data in a file with holes: what is not an aligned block of zeros.
 *
 * <p>A file with very many stretches would need much memory, so when there are too many the shortest holes are stored as zeros.
 */
final class SparseMap {

    /** The size of a block. */
    static final int BLOCK = 4096;

    private static final int MOST_EXTENTS = 32_768;
    private static final byte[] ZEROS = new byte[BLOCK];

    private List<Extent> extents = new ArrayList<>();
    private long smallestHole = BLOCK;
    private long start = -1;
    private long end;

    private SparseMap() {}

    /**
     * Reads a file and tells where its data is.
     *
     * @param channel the file
     * @param size how much of it counts, in bytes
     * @param cancellation asked for every buffer
     * @return the stretches in order; the last one is empty if the file ends with a hole
     * @throws IOException if it cannot be read
     */
    static List<Extent> of(FileChannel channel, long size, Cancellation cancellation) throws IOException {
        SparseMap map = new SparseMap();
        byte[] buffer = new byte[64 * BLOCK];
        long position = 0;
        while (position < size) {
            cancellation.check();
            ByteBuffer target = ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, size - position));
            int length = 0;
            while (target.hasRemaining()) {
                int n = channel.read(target, position + length);
                if (n < 0) {
                    break;
                }
                length += n;
            }
            if (length == 0) {
                break;
            }
            map.add(position, buffer, length);
            position += length;
        }
        return map.finish(size);
    }

    /**
     * Tells whether bytes hold an aligned block of zeros, so that there may be a hole.
     *
     * @param buffer the bytes
     * @param offset where the file begins
     * @param length its size
     * @return whether it may have holes
     */
    static boolean hasZeroBlock(byte[] buffer, int offset, int length) {
        for (int at = offset; at + BLOCK <= offset + length; at += BLOCK) {
            if (buffer[at] == 0 && isZero(buffer, at, BLOCK)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isZero(byte[] buffer, int from, int length) {
        return Arrays.equals(buffer, from, from + length, ZEROS, 0, length);
    }

    private void add(long position, byte[] buffer, int length) {
        for (int at = 0; at < length; at += BLOCK) {
            int block = Math.min(BLOCK, length - at);
            if (!isZero(buffer, at, block)) {
                data(position + at, position + at + block);
            }
        }
    }

    private void data(long from, long to) {
        if (start >= 0 && from - end < smallestHole) {
            end = to;
            return;
        }
        if (start >= 0) {
            extents.add(new Extent(start, end - start));
            if (extents.size() >= MOST_EXTENTS) {
                thin();
            }
        }
        start = from;
        end = to;
    }

    private void thin() {
        while (extents.size() > MOST_EXTENTS / 2) {
            smallestHole *= 2;
            List<Extent> fewer = new ArrayList<>();
            for (Extent extent : extents) {
                Extent last = fewer.isEmpty() ? null : fewer.get(fewer.size() - 1);
                if (last != null && extent.offset() - last.end() < smallestHole) {
                    fewer.set(fewer.size() - 1, new Extent(last.offset(), extent.end() - last.offset()));
                } else {
                    fewer.add(extent);
                }
            }
            extents = fewer;
        }
    }

    private List<Extent> finish(long size) {
        if (start >= 0) {
            extents.add(new Extent(start, end - start));
        }
        long last = extents.isEmpty() ? 0 : extents.get(extents.size() - 1).end();
        if (last < size) {
            extents.add(new Extent(size, 0));
        }
        return extents;
    }
}
