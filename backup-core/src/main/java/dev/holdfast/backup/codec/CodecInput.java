package dev.holdfast.backup.codec;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The decompressing side of every codec: passes on what the stream below threw as it is, and turns all that a codec throws over damaged bytes,
 * whatever its type, into {@link IOException}s.
 */
final class CodecInput extends InputStream {

    // A codec that again and again gives nothing without reading anything would loop for ever.
    private static final int MAX_IDLE = 1000;

    /** Opens the codec's own stream. */
    @FunctionalInterface
    interface Opening {
        InputStream open(InputStream below) throws IOException;
    }

    private final String form;
    private final InputBoundary below;
    private final InputStream codec;
    private @Nullable Throwable failure;
    private boolean closed;

    private CodecInput(String form, InputBoundary below, InputStream codec) {
        this.form = form;
        this.below = below;
        this.codec = codec;
    }

    static InputStream open(String form, InputStream in, Opening opening) throws IOException {
        InputBoundary below = new InputBoundary(in);
        InputStream codec;
        try {
            codec = opening.open(below);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw Thrown.pass(below.failure(), damaged(form, e));
        }
        return new CodecInput(form, below, codec);
    }

    private static IOException damaged(String form, Throwable e) {
        String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new IOException("damaged " + form + " data: " + detail, e);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("stream closed");
        }
        if (failure != null) {
            throw new IOException("cannot go on with " + form + " after a failure", failure);
        }
        if (length == 0) {
            return 0;
        }
        try {
            return decode(bytes, offset, length);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            IOException damaged = damaged(form, e);
            failure = below.failure() == null ? damaged : below.failure();
            throw Thrown.pass(below.failure(), damaged);
        }
    }

    private int decode(byte[] bytes, int offset, int length) throws IOException {
        for (int idle = 0; idle < MAX_IDLE; idle++) {
            int read = codec.read(bytes, offset, length);
            if (read < 0 && below.count() == 0) {
                throw new IOException("nothing there");
            }
            if (read != 0) {
                return read;
            }
        }
        throw new IOException("no end");
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (below) {
            codec.close();
        } catch (IOException | RuntimeException e) {
            throw Thrown.pass(below.failure(), e instanceof IOException ? e : damaged(form, e));
        }
    }
}
