package dev.holdfast.backup.codec;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Stands between a codec and the stream below: remembers what that stream threw, and lets nothing through after it. */
final class OutputBoundary extends OutputStream {

    private final OutputStream out;
    private @Nullable Throwable failure;
    private boolean dead;
    private boolean closed;

    OutputBoundary(OutputStream out) {
        this.out = out;
    }

    /** {@return what the stream below threw first, or {@code null}} */
    @Nullable Throwable failure() {
        return failure;
    }

    /** Lets nothing more through but the close. */
    void kill() {
        dead = true;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (dead) {
            throw new IOException("the stream below failed before");
        }
        try {
            out.write(bytes, offset, length);
        } catch (IOException | RuntimeException | Error e) {
            remember(e);
            throw e;
        }
    }

    /** Does nothing: whoever owns the stream below flushes it by closing. */
    @Override
    public void flush() {}

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.close();
        } catch (IOException | RuntimeException | Error e) {
            remember(e);
            throw e;
        }
    }

    private void remember(Throwable e) {
        dead = true;
        if (failure == null) {
            failure = e;
        }
    }
}
