package dev.holdfast.backup.files.archive.internal;

import java.io.IOException;
import java.io.OutputStream;

/** Gathers small pieces and hands large ones through without a copy. For one thread. */
final class BlockOutput implements ByteSink {

    private static final int BUFFER = 64 * 1024;
    private static final int DIRECT = 16 * 1024;
    private static final byte[] ZEROS = new byte[Ustar.BLOCK];

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private long position;

    BlockOutput(OutputStream out) {
        this(out, 0);
    }

    BlockOutput(OutputStream out, long position) {
        this.out = out;
        this.position = position;
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        position += length;
        if (length >= DIRECT) {
            drain();
            out.write(data, offset, length);
            return;
        }
        if (length > BUFFER - used) {
            drain();
        }
        System.arraycopy(data, offset, buffer, used, length);
        used += length;
    }

    /** Returns how many bytes were written. */
    long position() {
        return position;
    }

    /** Fills the last block of a member of so many bytes. */
    void pad(long bytes) throws IOException {
        write(ZEROS, 0, Ustar.padding(bytes));
    }

    void zeroBlock() throws IOException {
        write(ZEROS, 0, Ustar.BLOCK);
    }

    private void drain() throws IOException {
        int length = used;
        // First, so that a failure does not write the same bytes again.
        used = 0;
        out.write(buffer, 0, length);
    }

    /** Hands everything on and closes what is behind. */
    void finish() throws IOException {
        drain();
        out.close();
    }
}
