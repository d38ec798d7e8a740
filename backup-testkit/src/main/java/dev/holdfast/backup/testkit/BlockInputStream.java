package dev.holdfast.backup.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A filter whose every read and skip goes through one method, so that no byte passes it by. */
abstract class BlockInputStream extends FilterInputStream {

    BlockInputStream(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    @Override
    public final long skip(long count) throws IOException {
        if (count <= 0) {
            return 0;
        }
        return Math.max(0, read(new byte[(int) Math.min(count, 64 * 1024)]));
    }

    @Override
    public final boolean markSupported() {
        return false;
    }
}
