package dev.holdfast.backup.codec;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The compressing side of every codec: collects small writes, passes on what the stream below threw as it is, turns all else that goes wrong
 * into {@link IOException}s, frees the codec whatever happens, and never lets a form that lacks bytes look complete.
 *
 * <p>A flush does nothing: it would cost compression, and nobody can use half a form.
 */
final class CodecOutput extends OutputStream {

    private static final int BUFFER = 128 * 1024;

    /** Opens the codec's own stream, which closes the one below with itself. */
    @FunctionalInterface
    interface Opening {
        OutputStream open(OutputStream below) throws IOException;
    }

    private final String form;
    private final OutputBoundary below;
    private final OutputStream codec;
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private @Nullable Throwable failure;
    private boolean closed;

    private CodecOutput(String form, OutputBoundary below, OutputStream codec) {
        this.form = form;
        this.below = below;
        this.codec = codec;
    }

    static OutputStream open(String form, OutputStream out, Opening opening) throws IOException {
        OutputBoundary below = new OutputBoundary(out);
        OutputStream codec;
        try {
            codec = opening.open(below);
        } catch (IOException | RuntimeException | Error e) {
            throw Thrown.pass(below.failure(), e);
        }
        return new CodecOutput(form, below, codec);
    }

    @Override
    public void write(int b) throws IOException {
        requireUsable();
        if (used == buffer.length) {
            drain();
        }
        buffer[used++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        requireUsable();
        if (length > buffer.length - used) {
            drain();
        }
        if (length < buffer.length) {
            System.arraycopy(bytes, offset, buffer, used, length);
            used += length;
        } else {
            encode(bytes, offset, length);
        }
    }

    private void drain() throws IOException {
        int length = used;
        used = 0;
        if (length > 0) {
            encode(buffer, 0, length);
        }
    }

    private void encode(byte[] bytes, int offset, int length) throws IOException {
        try {
            codec.write(bytes, offset, length);
        } catch (IOException | RuntimeException | Error e) {
            throw fail(e);
        }
    }

    private IOException fail(Throwable e) throws IOException {
        Throwable own = e instanceof RuntimeException ? new IOException("cannot write " + form, e) : e;
        Throwable first = below.failure();
        failure = first == null ? own : first;
        throw Thrown.pass(first, own);
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new IOException("stream closed");
        }
        if (failure != null) {
            throw new IOException("cannot go on with " + form + " after a failure", failure);
        }
    }

    /** Completes the form, unless a write failed: then it frees everything and fails, so that nobody takes the form for complete. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (failure != null) {
            discard();
            throw new IOException(form + " is incomplete: an earlier write failed", failure);
        }
        try {
            drain();
            codec.close();
            below.close();
        } catch (IOException | RuntimeException | Error e) {
            discard();
            throw fail(e);
        }
    }

    private void discard() {
        below.kill();
        // What the codec or the stream below says now is of no interest: the first failure is on its way to the caller.
        for (OutputStream stream : new OutputStream[] {codec, below}) {
            try {
                stream.close();
            } catch (IOException | RuntimeException e) {
                continue;
            }
        }
    }
}
