package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.DeviceNumber;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads tar archives: the old form, ustar, pax, and GNU's with long names, binary numbers and sparse files.
 *
 * <p>The end must be marked by two empty blocks, and nothing but zero bytes may follow: it is read to its end, so that the checksums of
 * whatever decodes it have been looked at.
 */
public final class TarReader implements ArchiveReader {

    static final String FORMAT = "tar";

    private static final byte[] GNU_MAGIC = {'u', 's', 't', 'a', 'r', ' ', ' ', 0};
    private static final byte[] STAR_MAGIC = {'t', 'a', 'r', 0};
    private static final byte[] USTAR_MAGIC = {'u', 's', 't', 'a', 'r', 0};

    private final BlockInput input;
    private final SparseMapReader maps;
    private final List<byte[]> globals = new ArrayList<>();
    private long globalBytes;
    private Content content = new Content(0, 0);
    private boolean ended;

    /**
     * Begins to read.
     *
     * @param in the archive's bytes from the beginning; closed with the reader
     */
    public TarReader(InputStream in) {
        this.input = new BlockInput(in);
        this.maps = new SparseMapReader(input);
    }

    @Override
    public Optional<ArchiveEntry> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        content.leave();
        long start = input.position();
        try {
            return readEntry();
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            // The values say themselves what they cannot be.
            throw damaged(start, e.getMessage() == null ? "impossible values" : e.getMessage(), e);
        }
    }

    private Optional<ArchiveEntry> readEntry() throws IOException {
        Extensions extensions = new Extensions();
        while (true) {
            long at = input.position();
            input.require(Ustar.BLOCK);
            byte[] block = input.buffer();
            int offset = input.offset();
            if (isZero(block, offset)) {
                if (extensions.bytes > 0) {
                    throw damaged(at, "an extended header without its entry", null);
                }
                readEnd();
                return Optional.empty();
            }
            verifyChecksum(block, offset, at);
            byte type = block[offset + Ustar.TYPE];
            switch (type) {
                case Ustar.EXTENDED, Ustar.SOLARIS_EXTENDED -> extensions.pax().read(readExtension(extensions));
                case Ustar.GLOBAL -> readGlobal();
                case Ustar.GNU_LONG_NAME -> extensions.longName = readLong(extensions);
                case Ustar.GNU_LONG_LINK -> extensions.longLink = readLong(extensions);
                case Ustar.GNU_VOLUME_LABEL -> skipMember();
                default -> {
                    return Optional.of(entry(type, extensions, at));
                }
            }
        }
    }

    /** What came before an entry's own header. */
    private final class Extensions {

        private @Nullable PaxHeader pax;
        private byte @Nullable [] longName;
        private byte @Nullable [] longLink;
        private int bytes;

        private PaxHeader pax() {
            if (pax == null) {
                pax = new PaxHeader();
                for (byte[] global : globals) {
                    pax.read(global);
                }
            }
            return pax;
        }
    }

    private static boolean isZero(byte[] block, int at) {
        for (int i = at; i < at + Ustar.BLOCK; i++) {
            if (block[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void readEnd() throws IOException {
        input.take(Ustar.BLOCK);
        input.require(Ustar.BLOCK);
        if (!isZero(input.buffer(), input.offset())) {
            throw damaged(input.position(), "a single empty block, where two mark the end", null);
        }
        input.expectZerosToTheEnd();
        ended = true;
    }

    private void verifyChecksum(byte[] block, int offset, long at) {
        long stored;
        try {
            stored = TarNumbers.parse(block, offset + Ustar.CHECKSUM, Ustar.CHECKSUM_LENGTH);
        } catch (NumberFormatException e) {
            throw damaged(at, "no header where one must be", e);
        }
        if (stored != Ustar.checksum(block, offset) && stored != Ustar.signedChecksum(block, offset)) {
            throw damaged(at, "a header with a wrong checksum", null);
        }
    }

    private long number(byte[] block, int at, int length) {
        return TarNumbers.parse(block, at, length);
    }

    private long memberSize() {
        long size = number(input.buffer(), input.offset() + Ustar.SIZE, Ustar.SIZE_LENGTH);
        if (size < 0) {
            throw damaged(input.position(), "a negative size", null);
        }
        return size;
    }

    private byte[] readExtension(Extensions extensions) throws IOException {
        long size = memberSize();
        if (size > Limits.EXTENDED_HEADER_BYTES - extensions.bytes) {
            throw ArchiveFailures.beyondLimit(FORMAT, input.position(), "extended headers of more than 1 MiB");
        }
        // A header without records counts too, so that it cannot stand before the end.
        extensions.bytes += Math.max(1, (int) size);
        return readMember((int) size);
    }

    private byte[] readMember(int size) throws IOException {
        input.take(Ustar.BLOCK);
        byte[] data = input.readFully(size);
        input.skip(Ustar.padding(size));
        return data;
    }

    private void readGlobal() throws IOException {
        long size = memberSize();
        globalBytes += size;
        if (globalBytes > Limits.EXTENDED_HEADER_BYTES || globals.size() == 1000) {
            throw ArchiveFailures.beyondLimit(FORMAT, input.position(), "global headers of more than 1 MiB");
        }
        byte[] data = readMember((int) size);
        // Read at once, so that the damage is found where it is.
        new PaxHeader().read(data);
        globals.add(data);
    }

    private byte[] readLong(Extensions extensions) throws IOException {
        byte[] data = readExtension(extensions);
        return Arrays.copyOf(data, TarText.length(data, 0, data.length));
    }

    private void skipMember() throws IOException {
        long size = memberSize();
        input.take(Ustar.BLOCK);
        input.skip(size);
        input.skip(Ustar.padding(size));
    }

    private ArchiveEntry entry(byte type, Extensions extensions, long at) throws IOException {
        byte[] block = input.buffer();
        int offset = input.offset();
        PaxHeader pax = globals.isEmpty() && extensions.pax == null ? NO_PAX : extensions.pax();
        boolean ustar = startsWith(block, offset + Ustar.MAGIC, USTAR_MAGIC);
        boolean gnu = startsWith(block, offset + Ustar.MAGIC, GNU_MAGIC);

        byte[] name = name(block, offset, ustar, extensions, pax);
        byte[] link = first(pax.linkPath, extensions.longLink);
        if (link == null) {
            link = Arrays.copyOfRange(
                    block,
                    offset + Ustar.LINK,
                    offset + Ustar.LINK + TarText.length(block, offset + Ustar.LINK, Ustar.LINK_LENGTH));
        }
        EntryMetadata metadata = metadata(block, offset, ustar || gnu, pax);
        long stored = pax.size >= 0 ? pax.size : memberSize();
        EntryKind kind = kind(type, name, ustar, at);
        DeviceNumber device = kind == EntryKind.CHARACTER_DEVICE || kind == EntryKind.BLOCK_DEVICE
                ? device(block, offset, pax)
                : null;

        if (type == Ustar.GNU_SPARSE_FILE) {
            return gnuSparse(entryName(name, at), metadata, stored, at);
        }
        input.take(Ustar.BLOCK);
        if (kind == EntryKind.FILE && pax.isSparse()) {
            return paxSparse(entryName(pax.sparseName == null ? name : pax.sparseName, at), metadata, stored, pax, at);
        }
        if (type == Ustar.GNU_DUMP_DIRECTORY) {
            input.skip(stored);
            input.skip(Ustar.padding(stored));
        }
        if (kind == EntryKind.DIRECTORY) {
            name = withoutSlash(name);
        }
        long size = kind.hasContent() ? stored : 0;
        content = new Content(size, Ustar.padding(size));
        boolean linked = kind == EntryKind.HARD_LINK || kind == EntryKind.SYMBOLIC_LINK;
        return new ArchiveEntry(
                entryName(name, at),
                kind,
                metadata,
                size,
                linked ? entryName(link, at) : null,
                device,
                List.of(),
                null);
    }

    private static final PaxHeader NO_PAX = new PaxHeader();

    private static boolean startsWith(byte[] block, int at, byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (block[at + i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] first(byte @Nullable [] one, byte @Nullable [] other) {
        return one == null ? other : one;
    }

    private static byte[] name(byte[] block, int offset, boolean ustar, Extensions extensions, PaxHeader pax) {
        byte[] name = first(pax.path, extensions.longName);
        if (name != null) {
            return name;
        }
        int length = TarText.length(block, offset + Ustar.NAME, Ustar.NAME_LENGTH);
        int room = startsWith(block, offset + Ustar.STAR_MAGIC, STAR_MAGIC)
                ? Ustar.STAR_PREFIX_LENGTH
                : Ustar.PREFIX_LENGTH;
        int prefix = ustar ? TarText.length(block, offset + Ustar.PREFIX, room) : 0;
        if (prefix == 0) {
            return Arrays.copyOfRange(block, offset + Ustar.NAME, offset + Ustar.NAME + length);
        }
        byte[] joined = new byte[prefix + 1 + length];
        System.arraycopy(block, offset + Ustar.PREFIX, joined, 0, prefix);
        joined[prefix] = '/';
        System.arraycopy(block, offset + Ustar.NAME, joined, prefix + 1, length);
        return joined;
    }

    private static byte[] withoutSlash(byte[] name) {
        int length = name.length;
        return length > 1 && name[length - 1] == '/' ? Arrays.copyOf(name, length - 1) : name;
    }

    private EntryName entryName(byte[] bytes, long at) {
        if (bytes.length == 0) {
            throw damaged(at, "an entry without a name", null);
        }
        if (bytes.length > Limits.NAME_BYTES) {
            throw ArchiveFailures.beyondLimit(FORMAT, at, "a name of " + bytes.length + " bytes");
        }
        return EntryName.ofBytes(bytes);
    }

    private EntryMetadata metadata(byte[] block, int offset, boolean named, PaxHeader pax) {
        int mode = (int) number(block, offset + Ustar.MODE, Ustar.ID_LENGTH) & 07777;
        long userId = pax.userId >= 0 ? pax.userId : number(block, offset + Ustar.USER_ID, Ustar.ID_LENGTH);
        long groupId = pax.groupId >= 0 ? pax.groupId : number(block, offset + Ustar.GROUP_ID, Ustar.ID_LENGTH);
        String user = pax.user;
        if (user == null) {
            user = named ? TarText.field(block, offset + Ustar.USER, Ustar.OWNER_LENGTH) : "";
        }
        String group = pax.group;
        if (group == null) {
            group = named ? TarText.field(block, offset + Ustar.GROUP, Ustar.OWNER_LENGTH) : "";
        }
        Instant modified = pax.modified;
        if (modified == null) {
            modified = Instant.ofEpochSecond(number(block, offset + Ustar.MODIFIED, Ustar.TIME_LENGTH));
        }
        return new EntryMetadata(mode, userId, groupId, user, group, modified, pax.attributes());
    }

    private static EntryKind kind(byte type, byte[] name, boolean ustar, long at) {
        return switch (type) {
            case Ustar.FILE, Ustar.OLD_FILE, Ustar.CONTIGUOUS_FILE ->
                // Before there was a flag for directories, the slash said it.
                !ustar && name.length > 0 && name[name.length - 1] == '/' ? EntryKind.DIRECTORY : EntryKind.FILE;
            case Ustar.GNU_SPARSE_FILE -> EntryKind.SPARSE_FILE;
            case Ustar.HARD_LINK -> EntryKind.HARD_LINK;
            case Ustar.SYMBOLIC_LINK -> EntryKind.SYMBOLIC_LINK;
            case Ustar.CHARACTER_DEVICE -> EntryKind.CHARACTER_DEVICE;
            case Ustar.BLOCK_DEVICE -> EntryKind.BLOCK_DEVICE;
            case Ustar.DIRECTORY, Ustar.GNU_DUMP_DIRECTORY -> EntryKind.DIRECTORY;
            case Ustar.FIFO -> EntryKind.FIFO;
            default ->
                throw ArchiveFailures.unknownFeature(
                        FORMAT, at, "entries of type 0x" + Integer.toHexString(type & 0xFF));
        };
    }

    private DeviceNumber device(byte[] block, int offset, PaxHeader pax) {
        long major = pax.deviceMajor >= 0
                ? pax.deviceMajor
                : number(block, offset + Ustar.DEVICE_MAJOR, Ustar.DEVICE_LENGTH);
        long minor = pax.deviceMinor >= 0
                ? pax.deviceMinor
                : number(block, offset + Ustar.DEVICE_MINOR, Ustar.DEVICE_LENGTH);
        return new DeviceNumber(Math.toIntExact(major), Math.toIntExact(minor));
    }

    private ArchiveEntry gnuSparse(EntryName name, EntryMetadata metadata, long stored, long at) throws IOException {
        byte[] block = input.buffer();
        int offset = input.offset();
        List<Extent> extents = new ArrayList<>();
        long size = number(block, offset + Ustar.GNU_REAL_SIZE, Ustar.SIZE_LENGTH);
        maps.readPairs(block, offset + Ustar.GNU_SPARSE, Ustar.GNU_SPARSE_COUNT, extents);
        boolean more = block[offset + Ustar.GNU_SPARSE_MORE] != 0;
        input.take(Ustar.BLOCK);
        if (more) {
            maps.readExtensions(extents);
        }
        return sparse(name, metadata, size, extents, stored, stored, at);
    }

    private ArchiveEntry paxSparse(EntryName name, EntryMetadata metadata, long stored, PaxHeader pax, long at)
            throws IOException {
        if (pax.sparseSize < 0) {
            throw damaged(at, "a sparse file without its size", null);
        }
        List<Extent> extents = pax.sparseMap;
        long data = stored;
        if (pax.sparseMajor == 1 && pax.sparseMinor == 0) {
            long start = input.position();
            extents = maps.readLines(stored);
            data = stored - (input.position() - start);
            if (pax.sparseEndAdded && !extents.isEmpty()) {
                extents.remove(extents.size() - 1);
            }
        } else if (pax.sparseMajor > 0) {
            throw ArchiveFailures.unknownFeature(
                    FORMAT, at, "sparse format " + pax.sparseMajor + "." + pax.sparseMinor);
        }
        if (extents == null) {
            throw damaged(at, "a sparse file without its map", null);
        }
        return sparse(name, metadata, pax.sparseSize, extents, data, stored, at);
    }

    private ArchiveEntry sparse(
            EntryName name, EntryMetadata metadata, long size, List<Extent> extents, long data, long stored, long at) {
        ArchiveEntry entry = ArchiveEntry.sparse(name, metadata, size, extents);
        if (entry.storedSize() != data) {
            throw damaged(at, "a sparse file whose map and data differ", null);
        }
        content = new Content(data, Ustar.padding(stored));
        return entry;
    }

    private static IntegrityException damaged(long at, String what, @Nullable Throwable cause) {
        return ArchiveFailures.damaged(FORMAT, at, what, cause);
    }

    @Override
    public InputStream content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    /** The content of one entry. */
    private final class Content extends InputStream {

        private long remaining;
        private final int padding;
        private boolean left;

        private Content(long size, int padding) {
            this.remaining = size;
            this.padding = padding;
        }

        /** Moves to the header behind. */
        private void leave() throws IOException {
            if (!left) {
                left = true;
                input.skip(remaining);
                input.skip(padding);
            }
        }

        private void requireCurrent() throws IOException {
            if (left) {
                throw new IOException("the reader has moved on from this entry");
            }
        }

        @Override
        public int read() throws IOException {
            requireCurrent();
            if (remaining == 0) {
                return -1;
            }
            int value = input.readByte() & 0xFF;
            remaining--;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            requireCurrent();
            if (length == 0) {
                return 0;
            }
            if (remaining == 0) {
                return -1;
            }
            int n = input.read(target, offset, (int) Math.min(length, remaining));
            remaining -= n;
            return n;
        }

        @Override
        public long transferTo(OutputStream target) throws IOException {
            requireCurrent();
            long before = remaining;
            while (remaining > 0) {
                remaining -= input.transfer(target, remaining);
            }
            return before;
        }

        @Override
        public long skip(long count) throws IOException {
            requireCurrent();
            long n = Math.max(0, Math.min(count, remaining));
            input.skip(n);
            remaining -= n;
            return n;
        }

        @Override
        public int available() {
            return (int) Math.min(remaining, Integer.MAX_VALUE);
        }
    }
}
