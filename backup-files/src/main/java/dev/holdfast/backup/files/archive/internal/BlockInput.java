package dev.holdfast.backup.files.archive.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Reads blocks without copying them out of its buffer, and content with at most one copy. For one thread. */
final class BlockInput implements Closeable {

    private static final int BUFFER = 64 * 1024;
    private static final int DIRECT = 16 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;

    /** The position of {@code buffer[0]} in the archive. */
    private long base;

    BlockInput(InputStream in) {
        this.in = in;
    }

    /** Returns how many bytes of the archive were taken. */
    long position() {
        return base + from;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Returns where in the buffer the next byte is. */
    int offset() {
        return from;
    }

    /** Makes so many of the next bytes lie in the buffer, at {@link #offset()}, without taking them. */
    void require(int length) throws IOException {
        while (to - from < length) {
            if (BUFFER - from < length) {
                compact();
            }
            if (!fill()) {
                throw ArchiveFailures.cut(TarReader.FORMAT, base + to, null);
            }
        }
    }

    private void compact() {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        base += from;
        to -= from;
        from = 0;
    }

    private boolean fill() throws IOException {
        if (from == to) {
            base += from;
            from = 0;
            to = 0;
        }
        int n = in.read(buffer, to, BUFFER - to);
        if (n > 0) {
            to += n;
        }
        return n >= 0;
    }

    /** Takes bytes that {@link #require} has made available. */
    void take(int length) {
        from += length;
    }

    int readByte() throws IOException {
        require(1);
        return buffer[from++];
    }

    /** Reads at least one byte, at most {@code length}, which is not 0. */
    int read(byte[] target, int offset, int length) throws IOException {
        if (from == to) {
            if (length >= DIRECT) {
                int n = in.read(target, offset, length);
                if (n < 0) {
                    throw ArchiveFailures.cut(TarReader.FORMAT, position(), null);
                }
                base += n;
                return n;
            }
            require(1);
        }
        int n = Math.min(length, to - from);
        System.arraycopy(buffer, from, target, offset, n);
        from += n;
        return n;
    }

    byte[] readFully(int length) throws IOException {
        byte[] data = new byte[length];
        for (int done = 0; done < length; ) {
            done += read(data, done, length - done);
        }
        return data;
    }

    /** Hands at least one byte to a stream, at most {@code limit}, which is not 0; returns how many. */
    int transfer(OutputStream target, long limit) throws IOException {
        require(1);
        int n = (int) Math.min(limit, to - from);
        target.write(buffer, from, n);
        from += n;
        return n;
    }

    /** Skips bytes by reading them: a stream that skips by seeking would not notice that it went beyond the end. */
    void skip(long count) throws IOException {
        long rest = count;
        while (rest > 0) {
            require(1);
            int n = (int) Math.min(rest, to - from);
            from += n;
            rest -= n;
        }
    }

    /** Reads to the end of the stream, where only zero bytes may be, and not too many. */
    void expectZerosToTheEnd() throws IOException {
        long start = position();
        while (true) {
            for (int i = from; i < to; i++) {
                if (buffer[i] != 0) {
                    throw ArchiveFailures.damaged(TarReader.FORMAT, base + i, "data after the end", null);
                }
            }
            from = to;
            if (position() - start > Limits.TRAILING_BYTES) {
                throw ArchiveFailures.beyondLimit(TarReader.FORMAT, position(), "endless padding after the end");
            }
            if (!fill()) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
