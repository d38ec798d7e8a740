package dev.holdfast.backup.codec;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Stands between a codec and the stream below: remembers what that stream threw, and counts. */
final class InputBoundary extends InputStream {

    private final InputStream in;
    private @Nullable Throwable failure;
    private long count;
    private boolean closed;

    InputBoundary(InputStream in) {
        this.in = in;
    }

    /** {@return what the stream below threw first, or {@code null}} */
    @Nullable Throwable failure() {
        return failure;
    }

    /** {@return how many bytes were read} */
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int read = in.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        } catch (IOException | RuntimeException | Error e) {
            remember(e);
            throw e;
        }
    }

    @Override
    public int available() throws IOException {
        try {
            return in.available();
        } catch (IOException | RuntimeException | Error e) {
            remember(e);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            in.close();
        } catch (IOException | RuntimeException | Error e) {
            remember(e);
            throw e;
        }
    }

    private void remember(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }
}
