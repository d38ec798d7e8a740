package dev.holdfast.backup.testkit;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads the form of {@link MemoryArchiver}. */
final class MemoryArchiveReader implements ArchiveReader {

    private final DataInputStream in;
    private boolean begun;
    private boolean ended;
    private long count;
    private long left;
    private InputStream content = InputStream.nullInputStream();

    MemoryArchiveReader(InputStream in) {
        this.in = new DataInputStream(new BufferedInputStream(in, 64 * 1024));
    }

    @Override
    public Optional<ArchiveEntry> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        try {
            if (!begun && in.readInt() != MemoryEntryForm.MAGIC) {
                throw MemoryEntryForm.damaged("it does not begin as one", null);
            }
            begun = true;
            content.skipNBytes(left);
            content = InputStream.nullInputStream();
            int mark = in.readUnsignedByte();
            if (mark == MemoryEntryForm.END) {
                return end();
            }
            if (mark != MemoryEntryForm.ENTRY) {
                throw MemoryEntryForm.damaged("something else is where entry " + (count + 1) + " should begin", null);
            }
            ArchiveEntry entry = entry();
            count++;
            left = entry.kind().hasContent() ? entry.storedSize() : 0;
            content = new Content();
            return Optional.of(entry);
        } catch (EOFException e) {
            throw MemoryEntryForm.damaged("it ends after " + count + " entries without an end mark", e);
        }
    }

    private Optional<ArchiveEntry> end() throws IOException {
        if (in.readLong() != count) {
            throw MemoryEntryForm.damaged("its end mark counts other than the " + count + " entries there are", null);
        }
        if (in.read() >= 0) {
            throw MemoryEntryForm.damaged("it goes on after its end mark", null);
        }
        ended = true;
        return Optional.empty();
    }

    private ArchiveEntry entry() throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MemoryEntryForm.MAX_HEADER) {
            throw MemoryEntryForm.damaged("a header of " + length + " bytes", null);
        }
        byte[] header = in.readNBytes(length);
        CRC32C checksum = new CRC32C();
        checksum.update(header, 0, header.length);
        if (in.readInt() != (int) checksum.getValue()) {
            throw MemoryEntryForm.damaged("the checksum of header " + (count + 1) + " is wrong", null);
        }
        try {
            return MemoryEntryForm.read(header);
        } catch (RuntimeException e) {
            throw MemoryEntryForm.damaged("header " + (count + 1) + " makes no sense", e);
        }
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The content of the current entry; counts down what is left. */
    private final class Content extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (content != this || left == 0) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw MemoryEntryForm.damaged("it ends within the content of entry " + count, null);
            }
            left -= read;
            return read;
        }
    }
}
