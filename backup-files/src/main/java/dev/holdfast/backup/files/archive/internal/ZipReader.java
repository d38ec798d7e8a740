package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads zip archives by their central directory, one header after the other, without holding it. */
public final class ZipReader implements ArchiveReader {

    private static final int BUFFER = 256 * 1024;

    private final FileChannel file;
    private final ByteBuffer window =
            ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private final ZipContent content;

    /** The position in the file of the next header. */
    private long at;

    private long directory;
    private long directoryEnd;
    private long left;

    /**
     * Opens an archive.
     *
     * @param path the file
     * @throws IOException if it cannot be read
     * @throws IntegrityException if it is no whole zip archive
     */
    public ZipReader(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.READ);
        boolean opened = false;
        try {
            findDirectory();
            content = new ZipContent(file);
            opened = true;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    private void findDirectory() throws IOException {
        long length = file.size();
        int tail = (int) Math.min(length, Zip.END_BYTES + Zip.MAX_16);
        ByteBuffer bytes = read(length - tail, tail);
        int end = tail - Zip.END_BYTES;
        while (end >= 0
                && !(bytes.getInt(end) == Zip.END
                        && (bytes.getShort(end + 20) & Zip.MAX_16) == tail - end - Zip.END_BYTES)) {
            end--;
        }
        if (end < 0) {
            throw ArchiveFailures.cut(Zip.FORMAT, length, null);
        }
        directoryEnd = length - tail + end;
        left = bytes.getShort(end + 10) & Zip.MAX_16;
        long size = bytes.getInt(end + 12) & Zip.MAX_32;
        directory = bytes.getInt(end + 16) & Zip.MAX_32;
        if (left == Zip.MAX_16 || size == Zip.MAX_32 || directory == Zip.MAX_32) {
            size = findLargeDirectory(size);
        }
        // Whatever lay between directory and end would be data that nobody verifies.
        if (directory < 0 || size < 0 || directory != directoryEnd - size || left > size / Zip.CENTRAL_HEADER_BYTES) {
            throw damaged(directoryEnd, "its end and its directory do not fit", null);
        }
        at = directory;
    }

    private long findLargeDirectory(long size) throws IOException {
        long locator = directoryEnd - Zip.END_64_LOCATOR_BYTES;
        if (locator < Zip.END_64_BYTES) {
            return size;
        }
        ByteBuffer bytes = read(locator - Zip.END_64_BYTES, Zip.END_64_BYTES + Zip.END_64_LOCATOR_BYTES);
        if (bytes.getInt(Zip.END_64_BYTES) != Zip.END_64_LOCATOR) {
            // So many entries exactly, without 64 bits.
            return size;
        }
        if (bytes.getInt(0) != Zip.END_64 || bytes.getLong(Zip.END_64_BYTES + 8) != locator - Zip.END_64_BYTES) {
            throw damaged(locator, "its 64-bit end is not where it must be", null);
        }
        left = bytes.getLong(32);
        directory = bytes.getLong(48);
        directoryEnd = locator - Zip.END_64_BYTES;
        if (left < 0) {
            throw damaged(locator, "an impossible number of entries", null);
        }
        return bytes.getLong(40);
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        readFully(bytes, position);
        return bytes.flip();
    }

    private void readFully(ByteBuffer bytes, long position) throws IOException {
        long next = position;
        while (bytes.hasRemaining()) {
            int n = file.read(bytes, next);
            if (n < 0) {
                throw ArchiveFailures.cut(Zip.FORMAT, next, null);
            }
            next += n;
        }
    }

    @Override
    public Optional<ArchiveEntry> next() throws IOException {
        content.leave();
        if (left == 0) {
            if (at != directoryEnd) {
                throw damaged(at, "its directory is longer than its entries", null);
            }
            return Optional.empty();
        }
        long start = at;
        try {
            return Optional.of(readEntry());
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException | IndexOutOfBoundsException e) {
            throw damaged(start, e.getMessage() == null ? "impossible values" : e.getMessage(), e);
        }
    }

    private ArchiveEntry readEntry() throws IOException {
        require(Zip.CENTRAL_HEADER_BYTES);
        int position = window.position();
        if (window.getInt(position) != Zip.CENTRAL_HEADER) {
            throw damaged(at, "no directory header where one must be", null);
        }
        int length = ZipCentralEntry.length(window, position);
        require(length);
        ZipCentralEntry central = new ZipCentralEntry(window.slice(window.position(), length));
        window.position(window.position() + length);
        long headerAt = at;
        at += length;
        left--;
        if ((central.flags & Zip.FLAG_ENCRYPTED) != 0) {
            throw ArchiveFailures.unknownFeature(Zip.FORMAT, headerAt, "encryption");
        }
        openContent(central);
        return entry(central, headerAt);
    }

    /** Makes so many bytes lie in the window. */
    private void require(int length) throws IOException {
        if (length > directoryEnd - at) {
            throw damaged(at, "its directory ends within a header", null);
        }
        if (window.remaining() < length) {
            window.clear().limit((int) Math.min(BUFFER, directoryEnd - at));
            readFully(window, at);
            window.flip();
        }
    }

    private void openContent(ZipCentralEntry central) throws IOException {
        if (central.offset > directory - Zip.LOCAL_HEADER_BYTES) {
            throw damaged(central.offset, "an entry beyond the data", null);
        }
        ByteBuffer local = read(central.offset, Zip.LOCAL_HEADER_BYTES);
        if (local.getInt(0) != Zip.LOCAL_HEADER) {
            throw damaged(central.offset, "no header where one must be", null);
        }
        int nameLength = local.getShort(26) & Zip.MAX_16;
        long data = central.offset + Zip.LOCAL_HEADER_BYTES + nameLength + (local.getShort(28) & Zip.MAX_16);
        if (central.stored > directory - data) {
            throw damaged(central.offset, "data beyond the directory", null);
        }
        byte[] name = read(central.offset + Zip.LOCAL_HEADER_BYTES, nameLength).array();
        if (!Arrays.equals(name, central.name)) {
            throw damaged(central.offset, "a name that differs from the directory's", null);
        }
        content.open(data, central);
    }

    private ArchiveEntry entry(ZipCentralEntry central, long headerAt) throws IOException {
        byte[] name = central.name;
        if (name.length == 0) {
            throw damaged(headerAt, "an entry without a name", null);
        }
        boolean unix = central.madeBy == Zip.MADE_BY_UNIX || central.madeBy == Zip.MADE_BY_MACOS;
        EntryKind kind = kind(unix ? central.mode & Zip.TYPE_MASK : 0, name, headerAt);
        int mode = unix ? central.mode & 07777 : kind == EntryKind.DIRECTORY ? 0755 : 0644;
        EntryMetadata metadata = new EntryMetadata(
                mode,
                central.userId,
                central.groupId,
                central.records.user == null ? "" : central.records.user,
                central.records.group == null ? "" : central.records.group,
                central.modified(),
                central.records.attributes());
        if (kind == EntryKind.FILE) {
            return ArchiveEntry.file(EntryName.ofBytes(name), metadata, central.size);
        }
        if (kind == EntryKind.DIRECTORY) {
            boolean slash = name.length > 1 && name[name.length - 1] == '/';
            content.leave();
            return ArchiveEntry.directory(
                    EntryName.ofBytes(slash ? Arrays.copyOf(name, name.length - 1) : name), metadata);
        }
        if (central.size > Limits.NAME_BYTES) {
            throw ArchiveFailures.beyondLimit(Zip.FORMAT, headerAt, "a link of " + central.size + " bytes");
        }
        byte[] link = content.stream().readAllBytes();
        return ArchiveEntry.symbolicLink(EntryName.ofBytes(name), metadata, EntryName.ofBytes(link));
    }

    private static EntryKind kind(int type, byte[] name, long headerAt) {
        return switch (type) {
            case 0 -> name[name.length - 1] == '/' ? EntryKind.DIRECTORY : EntryKind.FILE;
            case Zip.TYPE_FILE -> EntryKind.FILE;
            case Zip.TYPE_DIRECTORY -> EntryKind.DIRECTORY;
            case Zip.TYPE_SYMBOLIC_LINK -> EntryKind.SYMBOLIC_LINK;
            default ->
                throw ArchiveFailures.unknownFeature(
                        Zip.FORMAT, headerAt, "entries of type " + Integer.toOctalString(type));
        };
    }

    private static IntegrityException damaged(long at, String what, @Nullable Throwable cause) {
        return ArchiveFailures.damaged(Zip.FORMAT, at, what, cause);
    }

    @Override
    public InputStream content() {
        return content.stream();
    }

    @Override
    public void close() throws IOException {
        content.close();
        file.close();
    }
}
