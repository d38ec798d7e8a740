package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.spi.ArchiveEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies the content of entries and insists on its length. Used again for every entry. */
final class ContentCopier {

    private static final int BUFFER = 64 * 1024;

    /** Which streams hand over their bytes themselves, without the copy that the general way makes. */
    private static final ClassValue<Boolean> OWN_TRANSFER = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return type.getMethod("transferTo", OutputStream.class).getDeclaringClass() != InputStream.class;
            } catch (NoSuchMethodException e) {
                return false;
            }
        }
    };

    private final ByteSink out;
    private final byte[] buffer = new byte[BUFFER];

    ContentCopier(ByteSink out) {
        this.out = out;
    }

    /** Copies all of a stream, which must have as many bytes as the entry stores. */
    void copy(InputStream in, ArchiveEntry entry) throws IOException {
        long expected = entry.storedSize();
        Sink sink = new Sink(entry);
        if (OWN_TRANSFER.get(in.getClass())) {
            in.transferTo(sink);
        } else {
            for (int n = in.read(buffer, 0, BUFFER); n >= 0; n = in.read(buffer, 0, BUFFER)) {
                sink.write(buffer, 0, n);
            }
        }
        if (sink.remaining > 0) {
            throw new IOException("the content of " + entry.name().display() + " has " + (expected - sink.remaining)
                    + " bytes instead of " + expected);
        }
    }

    private final class Sink extends OutputStream {

        private final ArchiveEntry entry;
        private long remaining;

        private Sink(ArchiveEntry entry) {
            this.entry = entry;
            this.remaining = entry.storedSize();
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            if (length > remaining) {
                throw tooLong();
            }
            remaining -= length;
            out.write(data, offset, length);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        private IOException tooLong() {
            return new IOException(
                    "the content of " + entry.name().display() + " has more than " + entry.storedSize() + " bytes");
        }
    }
}
