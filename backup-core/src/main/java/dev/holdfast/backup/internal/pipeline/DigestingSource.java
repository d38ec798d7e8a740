package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Digest;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.spi.ContentSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Computes the digest of an entry's content while an archiver reads it, without another copy of the bytes. */
final class DigestingSource implements ContentSource {

    private final Digester digester;
    private ContentSource content = ContentSource.none();
    private boolean opened;

    DigestingSource(Digester digester) {
        this.digester = digester;
    }

    /** Begins an entry. */
    ContentSource of(ContentSource source) {
        content = source;
        opened = false;
        digester.finish();
        return this;
    }

    /** Returns the digest of what was read of the entry, or null if nobody asked for it. */
    @Nullable Digest digest() {
        content = ContentSource.none();
        return opened ? digester.finish() : null;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream in = content.open();
        // An archiver may read a content twice, to learn its size first: the last reading counts.
        digester.finish();
        opened = true;
        return new Digesting(in, digester);
    }

    private static final class Digesting extends FilterInputStream {

        private final Digester digester;
        private final byte[] one = new byte[1];

        Digesting(InputStream in, Digester digester) {
            super(in);
            this.digester = digester;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            if (value >= 0) {
                one[0] = (byte) value;
                digester.update(one, 0, 1);
            }
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                digester.update(buffer, offset, n);
            }
            return n;
        }

        /** Lets a source that has its bytes in memory give them away as they are. */
        @Override
        public long transferTo(OutputStream out) throws IOException {
            return in.transferTo(new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    one[0] = (byte) value;
                    write(one, 0, 1);
                }

                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    digester.update(buffer, offset, length);
                    out.write(buffer, offset, length);
                }
            });
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] buffer = new byte[8192];
            long left = count;
            while (left > 0) {
                int n = read(buffer, 0, (int) Math.min(left, buffer.length));
                if (n < 0) {
                    break;
                }
                left -= n;
            }
            return count - left;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
