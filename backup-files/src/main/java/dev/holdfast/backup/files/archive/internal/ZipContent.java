package dev.holdfast.backup.files.archive.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The content of the current entry: never more than its header declares, and only if its checksum fits. */
final class ZipContent implements AutoCloseable {

    private final FileChannel file;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[64 * 1024];
    private Stream stream = new Stream(0, 0, 0, Zip.STORED, 0);

    ZipContent(FileChannel file) {
        this.file = file;
    }

    /** Begins the content of an entry whose data begin there. */
    void open(long position, ZipCentralEntry entry) {
        if (entry.method != Zip.STORED && entry.method != Zip.DEFLATED) {
            throw ArchiveFailures.unknownFeature(Zip.FORMAT, position, "compression method " + entry.method);
        }
        if (entry.method == Zip.STORED && entry.stored != entry.size) {
            throw ArchiveFailures.damaged(Zip.FORMAT, position, "stored data of another size", null);
        }
        inflater.reset();
        crc.reset();
        stream = new Stream(position, entry.stored, entry.size, entry.method, entry.checksum);
    }

    /** Ends the current content. */
    void leave() {
        stream.left = true;
        stream = new Stream(0, 0, 0, Zip.STORED, 0);
    }

    InputStream stream() {
        return stream;
    }

    @Override
    public void close() {
        stream.left = true;
        inflater.end();
    }

    private final class Stream extends InputStream {

        private final int method;
        private final int checksum;
        private long position;
        private long stored;
        private long remaining;
        private boolean verified;
        private boolean left;

        private Stream(long position, long stored, long size, int method, int checksum) {
            this.position = position;
            this.stored = stored;
            this.remaining = size;
            this.method = method;
            this.checksum = checksum;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (left) {
                throw new IOException("the reader has moved on from this entry");
            }
            if (length == 0) {
                return 0;
            }
            if (remaining == 0) {
                verify();
                return -1;
            }
            int limit = (int) Math.min(length, remaining);
            int n = method == Zip.STORED ? readFile(target, offset, limit) : inflate(target, offset, limit);
            crc.update(target, offset, n);
            remaining -= n;
            if (remaining == 0) {
                // At once: many readers stop at the last byte they expect.
                verify();
            }
            return n;
        }

        private int readFile(byte[] target, int offset, int length) throws IOException {
            int limit = (int) Math.min(length, stored);
            int n = file.read(ByteBuffer.wrap(target, offset, limit), position);
            if (n < 0) {
                throw ArchiveFailures.cut(Zip.FORMAT, position, null);
            }
            position += n;
            stored -= n;
            return n;
        }

        private int inflate(byte[] target, int offset, int length) throws IOException {
            while (true) {
                int n;
                try {
                    n = inflater.inflate(target, offset, length);
                } catch (DataFormatException e) {
                    throw ArchiveFailures.damaged(Zip.FORMAT, position, "data that cannot be decompressed", e);
                }
                if (n > 0) {
                    return n;
                }
                if (inflater.finished() || inflater.needsDictionary() || stored == 0) {
                    throw ArchiveFailures.damaged(Zip.FORMAT, position, "less data than its header declares", null);
                }
                inflater.setInput(buffer, 0, readFile(buffer, 0, buffer.length));
            }
        }

        private void verify() throws IOException {
            if (verified) {
                return;
            }
            if (method == Zip.DEFLATED) {
                expectEnd();
            }
            if ((int) crc.getValue() != checksum) {
                throw ArchiveFailures.damaged(Zip.FORMAT, position, "content with a wrong checksum", null);
            }
            verified = true;
        }

        /** Nothing may come after the declared size. */
        private void expectEnd() throws IOException {
            byte[] one = new byte[1];
            while (!inflater.finished()) {
                int n;
                try {
                    n = inflater.inflate(one);
                } catch (DataFormatException e) {
                    throw ArchiveFailures.damaged(Zip.FORMAT, position, "data that cannot be decompressed", e);
                }
                if (n > 0) {
                    throw ArchiveFailures.damaged(Zip.FORMAT, position, "more data than its header declares", null);
                }
                if (!inflater.finished()) {
                    if (stored == 0 || inflater.needsDictionary()) {
                        throw ArchiveFailures.damaged(Zip.FORMAT, position, "compressed data without its end", null);
                    }
                    inflater.setInput(buffer, 0, readFile(buffer, 0, buffer.length));
                }
            }
        }

        @Override
        public int available() {
            return (int) Math.min(remaining, Integer.MAX_VALUE);
        }
    }
}
