package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives as many bytes of a file as were promised, whatever happens to the file meanwhile: what is missing becomes zeros, what is too much is
 * not read.
 */
final class LiveFileStream extends InputStream {

    private final FileChannel channel;
    private final List<Extent> extents;
    private final Cancellation cancellation;
    private int extent;
    private long position;
    private boolean shrank;
    private @Nullable IOException failure;

    /**
     * Begins.
     *
     * @param channel the file; it stays open
     * @param extents which stretches to give
     * @param cancellation asked for every buffer
     */
    LiveFileStream(FileChannel channel, List<Extent> extents, Cancellation cancellation) {
        this.channel = channel;
        this.extents = extents;
        this.cancellation = cancellation;
        this.position = extents.isEmpty() ? 0 : extents.get(0).offset();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        cancellation.check();
        if (length == 0) {
            return 0;
        }
        while (extent < extents.size() && position == extents.get(extent).end()) {
            extent++;
            if (extent < extents.size()) {
                position = extents.get(extent).offset();
            }
        }
        if (extent == extents.size()) {
            return -1;
        }
        int wanted = (int) Math.min(length, extents.get(extent).end() - position);
        int got = fetch(ByteBuffer.wrap(buffer, offset, wanted));
        if (got <= 0) {
            java.util.Arrays.fill(buffer, offset, offset + wanted, (byte) 0);
            got = wanted;
        }
        position += got;
        return got;
    }

    private int fetch(ByteBuffer target) throws IOException {
        if (shrank || failure != null) {
            return -1;
        }
        try {
            int got = channel.read(target, position);
            shrank = got <= 0;
            return got;
        } catch (java.nio.channels.ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            failure = e;
            return -1;
        }
    }

    /** Tells whether the file ended before its time. */
    boolean shrank() {
        return shrank;
    }

    /** Returns why the file could not be read to its end, or {@code null}. */
    @Nullable IOException failure() {
        return failure;
    }
}
