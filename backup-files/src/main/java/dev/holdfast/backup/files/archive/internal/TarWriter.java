package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.DeviceNumber;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes tar archives in the pax form: a header that every tar reads, preceded by an extended header for what does not fit.
 *
 * <p>If content cannot be opened or an entry is refused, nothing was written and the archive can go on. After any other failure it is unusable.
 */
public final class TarWriter implements ArchiveWriter {

    /** All kinds. */
    public static final Set<EntryKind> KINDS = Set.copyOf(EnumSet.allOf(EntryKind.class));

    private static final String FORMAT = "tar";

    private static final byte[] PATH = PaxBuffer.ascii("path");
    private static final byte[] LINK_PATH = PaxBuffer.ascii("linkpath");
    private static final byte[] SIZE = PaxBuffer.ascii("size");
    private static final byte[] USER_ID = PaxBuffer.ascii("uid");
    private static final byte[] GROUP_ID = PaxBuffer.ascii("gid");
    private static final byte[] USER = PaxBuffer.ascii("uname");
    private static final byte[] GROUP = PaxBuffer.ascii("gname");
    private static final byte[] SPARSE_MAJOR = PaxBuffer.ascii("GNU.sparse.major");
    private static final byte[] SPARSE_MINOR = PaxBuffer.ascii("GNU.sparse.minor");
    private static final byte[] SPARSE_NAME = PaxBuffer.ascii("GNU.sparse.name");
    private static final byte[] SPARSE_SIZE = PaxBuffer.ascii("GNU.sparse.realsize");
    private static final byte[] COMMENT = PaxBuffer.ascii("comment");
    private static final byte[] END_ADDED = PaxBuffer.ascii(PaxHeader.END_ADDED);
    private static final byte[] SPARSE_PLACEHOLDER = PaxBuffer.ascii("GNUSparseFile.0/file");
    private static final byte[] MAGIC = {'u', 's', 't', 'a', 'r', 0, '0', '0'};

    private static final long MAX_OCTAL_TIME = 0_77777777777L;

    private final BlockOutput out;
    private final byte[] header = new byte[Ustar.BLOCK];
    private final byte[] extendedHeader = extendedHeader();
    private final PaxBuffer pax = new PaxBuffer();
    private final ContentCopier copier;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        FINISHED,
        UNUSABLE
    }

    /**
     * Begins an archive.
     *
     * @param out where it goes; closed by {@link #finish()} alone, because closing an artifact completes it
     */
    public TarWriter(OutputStream out) {
        this.out = new BlockOutput(out);
        this.copier = new ContentCopier(this.out);
    }

    @Override
    public Set<EntryKind> kinds() {
        return KINDS;
    }

    @Override
    public void add(ArchiveEntry entry, ContentSource content) throws IOException {
        requireOpen();
        SparseMap map = entry.kind() == EntryKind.SPARSE_FILE ? sparseMap(entry) : null;
        long stored = entry.storedSize() + (map == null ? 0 : map.bytes());
        encode(entry, map, stored);
        if (!entry.kind().hasContent()) {
            state = State.UNUSABLE;
            writeHeaders();
            state = State.OPEN;
            return;
        }
        try (InputStream in = content.open()) {
            state = State.UNUSABLE;
            writeHeaders();
            if (map != null) {
                map.write(out);
            }
            copier.copy(in, entry);
            out.pad(stored);
        }
        state = State.OPEN;
    }

    private void requireOpen() throws IOException {
        if (state != State.OPEN) {
            throw new IOException(
                    state == State.FINISHED
                            ? "the tar archive is finished"
                            : "the tar archive is unusable since an entry failed");
        }
    }

    private static SparseMap sparseMap(ArchiveEntry entry) {
        SparseMap map = SparseMap.of(entry);
        if (map.count() > Limits.EXTENTS) {
            throw ArchiveFailures.beyondFormat(
                    FORMAT, entry, "it has " + map.count() + " stretches of data, the limit is " + Limits.EXTENTS);
        }
        return map;
    }

    private void encode(ArchiveEntry entry, @Nullable SparseMap map, long stored) {
        EntryMetadata metadata = entry.metadata();
        Arrays.fill(header, (byte) 0);
        pax.reset();
        header[Ustar.TYPE] = type(entry.kind());
        System.arraycopy(MAGIC, 0, header, Ustar.MAGIC, MAGIC.length);

        if (map == null) {
            putName(entry);
        } else {
            putSparse(entry, map);
        }
        EntryName link = entry.link();
        if (link != null) {
            putLink(entry, link);
        }
        TarNumbers.putOctal(header, Ustar.MODE, Ustar.ID_LENGTH, metadata.mode());
        putNumber(Ustar.USER_ID, Ustar.ID_LENGTH, USER_ID, metadata.userId());
        putNumber(Ustar.GROUP_ID, Ustar.ID_LENGTH, GROUP_ID, metadata.groupId());
        putNumber(Ustar.SIZE, Ustar.SIZE_LENGTH, SIZE, stored);
        putOwner(Ustar.USER, USER, metadata.user());
        putOwner(Ustar.GROUP, GROUP, metadata.group());
        putTime(metadata);
        DeviceNumber device = entry.device();
        // Devices have no pax record that all know; the binary form of the field is understood everywhere.
        TarNumbers.put(header, Ustar.DEVICE_MAJOR, Ustar.DEVICE_LENGTH, device == null ? 0 : device.major());
        TarNumbers.put(header, Ustar.DEVICE_MINOR, Ustar.DEVICE_LENGTH, device == null ? 0 : device.minor());
        putAttributes(metadata.attributes());
        putChecksum(header);
        if (pax.isTooLarge()) {
            throw ArchiveFailures.beyondFormat(
                    FORMAT, entry, "its attributes and names exceed " + Limits.EXTENDED_HEADER_BYTES + " bytes");
        }
    }

    private static byte type(EntryKind kind) {
        return switch (kind) {
            case FILE, SPARSE_FILE -> Ustar.FILE;
            case DIRECTORY -> Ustar.DIRECTORY;
            case SYMBOLIC_LINK -> Ustar.SYMBOLIC_LINK;
            case HARD_LINK -> Ustar.HARD_LINK;
            case FIFO -> Ustar.FIFO;
            case CHARACTER_DEVICE -> Ustar.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> Ustar.BLOCK_DEVICE;
        };
    }

    private void putName(ArchiveEntry entry) {
        boolean directory = entry.kind() == EntryKind.DIRECTORY;
        String text = entry.name().value();
        int length = text.length();
        int room = directory ? Ustar.NAME_LENGTH - 1 : Ustar.NAME_LENGTH;
        if (length <= room && putAscii(text, Ustar.NAME)) {
            if (directory) {
                header[Ustar.NAME + length] = '/';
            }
            return;
        }
        byte[] bytes = nameBytes(entry, entry.name());
        if (directory) {
            bytes = Arrays.copyOf(bytes, bytes.length + 1);
            bytes[bytes.length - 1] = '/';
        }
        if (!isAscii(bytes) || !putSplit(bytes)) {
            pax.add(PATH, bytes);
            putPlaceholder(bytes, Ustar.NAME, Ustar.NAME_LENGTH);
        }
    }

    private void putSparse(ArchiveEntry entry, SparseMap map) {
        pax.add(SPARSE_MAJOR, 1);
        pax.add(SPARSE_MINOR, 0);
        pax.add(SPARSE_NAME, nameBytes(entry, entry.name()));
        pax.add(SPARSE_SIZE, entry.size());
        if (map.endAdded()) {
            pax.add(COMMENT, END_ADDED);
        }
        // Whoever does not know sparse files gets the map and the data under a name that tells.
        System.arraycopy(SPARSE_PLACEHOLDER, 0, header, Ustar.NAME, SPARSE_PLACEHOLDER.length);
    }

    private void putLink(ArchiveEntry entry, EntryName link) {
        String text = link.value();
        if (text.length() <= Ustar.LINK_LENGTH && putAscii(text, Ustar.LINK)) {
            return;
        }
        byte[] bytes = nameBytes(entry, link);
        pax.add(LINK_PATH, bytes);
        putPlaceholder(bytes, Ustar.LINK, Ustar.LINK_LENGTH);
    }

    private byte[] nameBytes(ArchiveEntry entry, EntryName name) {
        byte[] bytes = name.bytes();
        if (bytes.length > Limits.NAME_BYTES) {
            throw ArchiveFailures.beyondFormat(
                    FORMAT, entry, "a name of " + bytes.length + " bytes, the limit is " + Limits.NAME_BYTES);
        }
        if (!name.isText()) {
            pax.declareBinary();
        }
        return bytes;
    }

    /** Puts a text into the header if it is ASCII; the caller has seen that there is room. */
    private boolean putAscii(String text, int at) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || c == 0) {
                Arrays.fill(header, at, at + i, (byte) 0);
                return false;
            }
            header[at + i] = (byte) c;
        }
        return true;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Puts a long name into prefix and name if a slash lies where both fit. */
    private boolean putSplit(byte[] bytes) {
        if (bytes.length > Ustar.PREFIX_LENGTH + 1 + Ustar.NAME_LENGTH) {
            return false;
        }
        int earliest = Math.max(1, bytes.length - 1 - Ustar.NAME_LENGTH);
        // Neither part may be empty, and the slash that ends a directory's name belongs to the name.
        for (int i = Math.min(Ustar.PREFIX_LENGTH, bytes.length - 2); i >= earliest; i--) {
            if (bytes[i] == '/') {
                System.arraycopy(bytes, 0, header, Ustar.PREFIX, i);
                System.arraycopy(bytes, i + 1, header, Ustar.NAME, bytes.length - i - 1);
                return true;
            }
        }
        return false;
    }

    /** Puts the beginning of a text that stands in the extended header, for tools that know none. */
    private void putPlaceholder(byte[] bytes, int at, int room) {
        int length = Math.min(bytes.length, room);
        for (int i = 0; i < length; i++) {
            header[at + i] = bytes[i] < 0 ? (byte) '_' : bytes[i];
        }
    }

    private void putNumber(int at, int length, byte[] key, long value) {
        if (TarNumbers.fits(length, value)) {
            TarNumbers.putOctal(header, at, length, value);
        } else {
            TarNumbers.putOctal(header, at, length, 0);
            pax.add(key, value);
        }
    }

    private void putOwner(int at, byte[] key, String name) {
        if (name.length() < Ustar.OWNER_LENGTH && putAscii(name, at)) {
            return;
        }
        byte[] bytes = TarText.bytes(name);
        if (!TarText.isText(bytes)) {
            pax.declareBinary();
        }
        pax.add(key, bytes);
    }

    private void putTime(EntryMetadata metadata) {
        long seconds = metadata.modified().getEpochSecond();
        boolean fits = seconds >= 0 && seconds <= MAX_OCTAL_TIME;
        TarNumbers.putOctal(header, Ustar.MODIFIED, Ustar.TIME_LENGTH, fits ? seconds : 0);
        if (!fits || metadata.modified().getNano() != 0) {
            pax.addTime(metadata.modified());
        }
    }

    private void putAttributes(List<ExtendedAttribute> attributes) {
        if (!attributes.isEmpty()) {
            for (ExtendedAttribute attribute : attributes) {
                pax.add(PaxHeader.attributeKey(attribute.name()), attribute.value());
            }
        }
    }

    private static void putChecksum(byte[] block) {
        TarNumbers.putOctal(block, Ustar.CHECKSUM, Ustar.CHECKSUM_LENGTH - 1, Ustar.checksum(block, 0));
        block[Ustar.CHECKSUM + Ustar.CHECKSUM_LENGTH - 1] = ' ';
    }

    /** Makes the header of extended headers: always the same but for the size, which compresses well. */
    private static byte[] extendedHeader() {
        byte[] block = new byte[Ustar.BLOCK];
        byte[] name = PaxBuffer.ascii("PaxHeaders/header");
        System.arraycopy(name, 0, block, Ustar.NAME, name.length);
        TarNumbers.putOctal(block, Ustar.MODE, Ustar.ID_LENGTH, 0644);
        TarNumbers.putOctal(block, Ustar.USER_ID, Ustar.ID_LENGTH, 0);
        TarNumbers.putOctal(block, Ustar.GROUP_ID, Ustar.ID_LENGTH, 0);
        TarNumbers.putOctal(block, Ustar.MODIFIED, Ustar.TIME_LENGTH, 0);
        block[Ustar.TYPE] = Ustar.EXTENDED;
        System.arraycopy(MAGIC, 0, block, Ustar.MAGIC, MAGIC.length);
        TarNumbers.putOctal(block, Ustar.DEVICE_MAJOR, Ustar.DEVICE_LENGTH, 0);
        TarNumbers.putOctal(block, Ustar.DEVICE_MINOR, Ustar.DEVICE_LENGTH, 0);
        return block;
    }

    private void writeHeaders() throws IOException {
        if (!pax.isEmpty()) {
            TarNumbers.putOctal(extendedHeader, Ustar.SIZE, Ustar.SIZE_LENGTH, pax.length());
            putChecksum(extendedHeader);
            out.write(extendedHeader, 0, Ustar.BLOCK);
            out.write(pax.data(), pax.offset(), pax.length());
            out.pad(pax.length());
        }
        out.write(header, 0, Ustar.BLOCK);
    }

    /** Writes the two empty blocks that end an archive, and closes the stream, which completes the artifact. */
    @Override
    public void finish() throws IOException {
        requireOpen();
        state = State.UNUSABLE;
        out.zeroBlock();
        out.zeroBlock();
        out.finish();
        state = State.FINISHED;
    }

    @Override
    public void close() {
        // The stream is not closed: that would complete an artifact that is not whole.
        if (state == State.OPEN) {
            state = State.UNUSABLE;
        }
    }
}
