package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes zip archives front to back, with 64-bit sizes where they are needed.
 *
 * <p>If content cannot be opened or an entry is refused, nothing was written and the archive can go on. After any other failure it is unusable.
 */
public final class ZipWriter implements ArchiveWriter {

    /** What zip has a place for. */
    public static final Set<EntryKind> KINDS =
            Set.copyOf(EnumSet.of(EntryKind.FILE, EntryKind.DIRECTORY, EntryKind.SYMBOLIC_LINK));

    /** From this size on, deflated data might need more than 32 bits: incompressible data grows a little. */
    private static final long LARGE = Zip.MAX_32 - (32 << 20);

    private static final byte[] USER = PaxBuffer.ascii("uname");
    private static final byte[] GROUP = PaxBuffer.ascii("gname");

    private final long largeFrom;
    private final BlockOutput out;
    private final ContentCopier copier;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final CRC32 crc = new CRC32();
    private final byte[] deflated = new byte[64 * 1024];
    private final ByteBuffer header =
            ByteBuffer.allocate(Zip.CENTRAL_HEADER_BYTES + 2 * Zip.MAX_16).order(ByteOrder.LITTLE_ENDIAN);
    private final PaxBuffer pax = new PaxBuffer();
    private final ZipDirectory directory = new ZipDirectory();
    private long entries;
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
    public ZipWriter(OutputStream out) {
        this(out, 0, LARGE);
    }

    /** Begins an archive that follows so many other bytes, with 64-bit numbers for files from a size on. */
    ZipWriter(OutputStream out, long position, long largeFrom) {
        this.largeFrom = largeFrom;
        this.out = new BlockOutput(out, position);
        this.copier = new ContentCopier(this::deflate);
    }

    @Override
    public Set<EntryKind> kinds() {
        return KINDS;
    }

    @Override
    public void add(ArchiveEntry entry, ContentSource content) throws IOException {
        requireOpen();
        if (!KINDS.contains(entry.kind())) {
            throw ArchiveFailures.unsupportedKind(Zip.FORMAT, entry);
        }
        byte[] name = name(entry);
        byte[] link = entry.link() == null ? new byte[0] : text(entry, entry.link(), "link");
        encodeRecords(entry, name.length);
        Member member = new Member(entry, name);
        if (entry.kind() == EntryKind.FILE) {
            try (InputStream in = content.open()) {
                state = State.UNUSABLE;
                writeDeflated(member, in);
            }
        } else {
            state = State.UNUSABLE;
            writeStored(member, link);
        }
        writeCentral(member);
        state = State.OPEN;
    }

    private void requireOpen() throws IOException {
        if (state != State.OPEN) {
            throw new IOException(
                    state == State.FINISHED
                            ? "the zip archive is finished"
                            : "the zip archive is unusable since an entry failed");
        }
    }

    /** An entry on its way: what its two headers have in common. */
    private final class Member {

        private final ArchiveEntry entry;
        private final byte[] name;
        private final long offset = out.position();
        private final boolean large;
        private final boolean described;
        private long checksum;
        private long stored;

        private Member(ArchiveEntry entry, byte[] name) {
            this.entry = entry;
            this.name = name;
            this.large = entry.size() >= largeFrom;
            this.described = entry.kind() == EntryKind.FILE;
        }
    }

    private static byte[] name(ArchiveEntry entry) {
        byte[] name = text(entry, entry.name(), "name");
        boolean slash = name[name.length - 1] == '/';
        if (entry.kind() == EntryKind.DIRECTORY) {
            name = Arrays.copyOf(name, name.length + 1);
            name[name.length - 1] = '/';
        } else if (slash) {
            throw ArchiveFailures.beyondFormat(Zip.FORMAT, entry, "a slash at the end makes it a directory");
        }
        if (name.length > Zip.MAX_16) {
            throw ArchiveFailures.beyondFormat(
                    Zip.FORMAT, entry, "a name of " + name.length + " bytes, the limit is " + Zip.MAX_16);
        }
        return name;
    }

    private static byte[] text(ArchiveEntry entry, EntryName name, String what) {
        if (!name.isText()) {
            throw ArchiveFailures.notText(Zip.FORMAT, entry, what);
        }
        byte[] bytes = name.bytes();
        if (bytes.length > Limits.NAME_BYTES) {
            throw ArchiveFailures.beyondFormat(
                    Zip.FORMAT,
                    entry,
                    "a " + what + " of " + bytes.length + " bytes, the limit is " + Limits.NAME_BYTES);
        }
        return bytes;
    }

    /** Puts what zip has no place for into records of our own. */
    private void encodeRecords(ArchiveEntry entry, int nameLength) {
        EntryMetadata metadata = entry.metadata();
        pax.reset();
        if (metadata.modified().getNano() != 0 || !fitsTime(metadata.modified())) {
            pax.addTime(metadata.modified());
        }
        if (!metadata.user().isEmpty()) {
            pax.add(USER, TarText.bytes(metadata.user()));
        }
        if (!metadata.group().isEmpty()) {
            pax.add(GROUP, TarText.bytes(metadata.group()));
        }
        for (ExtendedAttribute attribute : metadata.attributes()) {
            pax.add(PaxHeader.attributeKey(attribute.name()), attribute.value());
        }
        // Beside our own field there are up to 28 + 9 + 23 bytes of others, and four before ours.
        if (pax.isTooLarge() || pax.length() > Zip.MAX_16 - 64) {
            throw ArchiveFailures.beyondFormat(
                    Zip.FORMAT, entry, "its owner's names and attributes exceed " + (Zip.MAX_16 - 64) + " bytes");
        }
    }

    private static boolean fitsTime(Instant time) {
        return time.getEpochSecond() == (int) time.getEpochSecond();
    }

    private void writeDeflated(Member member, InputStream in) throws IOException {
        writeLocal(member, Zip.DEFLATED, 0, 0);
        long start = out.position();
        crc.reset();
        deflater.reset();
        copier.copy(in, member.entry);
        deflater.finish();
        drainDeflater();
        member.checksum = crc.getValue();
        member.stored = out.position() - start;
        header.clear();
        header.putInt(Zip.DATA_DESCRIPTOR).putInt((int) member.checksum);
        if (member.large) {
            header.putLong(member.stored).putLong(member.entry.size());
        } else {
            header.putInt((int) member.stored).putInt((int) member.entry.size());
        }
        writeHeader();
    }

    private void deflate(byte[] data, int offset, int length) throws IOException {
        crc.update(data, offset, length);
        deflater.setInput(data, offset, length);
        while (!deflater.needsInput()) {
            drainDeflater();
        }
    }

    private void drainDeflater() throws IOException {
        for (int n = deflater.deflate(deflated); n > 0; n = deflater.deflate(deflated)) {
            out.write(deflated, 0, n);
        }
    }

    private void writeStored(Member member, byte[] data) throws IOException {
        crc.reset();
        crc.update(data);
        member.checksum = crc.getValue();
        member.stored = data.length;
        writeLocal(member, Zip.STORED, (int) member.checksum, data.length);
        out.write(data, 0, data.length);
    }

    private void writeLocal(Member member, int method, int checksum, int size) throws IOException {
        header.clear();
        header.putInt(Zip.LOCAL_HEADER);
        putCommon(member, method);
        header.putInt(checksum);
        header.putInt(member.large ? -1 : size).putInt(member.large ? -1 : size);
        header.putShort((short) member.name.length).putShort((short) 0);
        header.put(member.name);
        int extras = header.position();
        if (member.large) {
            // Both sizes follow the data; that they are here says that they have 64 bits there.
            header.putShort((short) Zip.EXTRA_64)
                    .putShort((short) 16)
                    .putLong(0)
                    .putLong(0);
        }
        putTimeAndOwner(member.entry.metadata());
        header.putShort(Zip.LOCAL_HEADER_BYTES - 2, (short) (header.position() - extras));
        writeHeader();
    }

    private void putCommon(Member member, int method) {
        int flags = Zip.FLAG_UTF8 | (member.described ? Zip.FLAG_DESCRIPTOR : 0);
        header.putShort((short) (member.large ? Zip.VERSION_64 : Zip.VERSION));
        header.putShort((short) flags).putShort((short) method);
        header.putInt(Zip.dosTime(member.entry.metadata().modified()));
    }

    private void putTimeAndOwner(EntryMetadata metadata) {
        if (fitsTime(metadata.modified())) {
            header.putShort((short) Zip.EXTRA_TIME).putShort((short) 5).put((byte) 1);
            header.putInt((int) metadata.modified().getEpochSecond());
        }
        header.putShort((short) Zip.EXTRA_OWNER).putShort((short) 0).put((byte) 1);
        int start = header.position() - 1;
        putId(metadata.userId());
        putId(metadata.groupId());
        header.putShort(start - 2, (short) (header.position() - start));
    }

    private void putId(long id) {
        if (id <= Zip.MAX_32) {
            header.put((byte) 4).putInt((int) id);
        } else {
            header.put((byte) 8).putLong(id);
        }
    }

    private void writeCentral(Member member) {
        EntryMetadata metadata = member.entry.metadata();
        boolean farAway = member.offset >= Zip.MAX_32;
        long size = member.entry.kind() == EntryKind.FILE ? member.entry.size() : member.stored;
        header.clear();
        header.putInt(Zip.CENTRAL_HEADER);
        header.putShort((short) (Zip.MADE_BY_UNIX << 8 | Zip.VERSION_64));
        putCommon(member, member.described ? Zip.DEFLATED : Zip.STORED);
        header.putInt((int) member.checksum);
        header.putInt(member.large ? -1 : (int) member.stored).putInt(member.large ? -1 : (int) size);
        header.putShort((short) member.name.length).putShort((short) 0).putShort((short) 0);
        header.putShort((short) 0).putShort((short) 0);
        boolean isDirectory = member.entry.kind() == EntryKind.DIRECTORY;
        header.putInt((type(member.entry.kind()) | metadata.mode()) << 16 | (isDirectory ? Zip.DOS_DIRECTORY : 0));
        header.putInt(farAway ? -1 : (int) member.offset);
        header.put(member.name);
        int extras = header.position();
        if (member.large || farAway) {
            header.putShort((short) Zip.EXTRA_64);
            header.putShort((short) ((member.large ? 16 : 0) + (farAway ? 8 : 0)));
            if (member.large) {
                header.putLong(size).putLong(member.stored);
            }
            if (farAway) {
                header.putLong(member.offset);
            }
        }
        putTimeAndOwner(metadata);
        if (!pax.isEmpty()) {
            header.putShort((short) Zip.EXTRA_OURS).putShort((short) pax.length());
            header.put(pax.data(), pax.offset(), pax.length());
        }
        header.putShort(30, (short) (header.position() - extras));
        directory.add(header.array(), header.position());
        entries++;
    }

    private static int type(EntryKind kind) {
        return switch (kind) {
            case DIRECTORY -> Zip.TYPE_DIRECTORY;
            case SYMBOLIC_LINK -> Zip.TYPE_SYMBOLIC_LINK;
            default -> Zip.TYPE_FILE;
        };
    }

    private void writeHeader() throws IOException {
        out.write(header.array(), 0, header.position());
    }

    /** Writes the central directory and closes the stream, which completes the artifact. */
    @Override
    public void finish() throws IOException {
        requireOpen();
        state = State.UNUSABLE;
        long start = out.position();
        directory.writeTo(out);
        long length = out.position() - start;
        boolean large = entries >= Zip.MAX_16 || start >= Zip.MAX_32 || length >= Zip.MAX_32;
        header.clear();
        if (large) {
            long end = out.position();
            header.putInt(Zip.END_64).putLong(Zip.END_64_BYTES - 12);
            header.putShort((short) (Zip.MADE_BY_UNIX << 8 | Zip.VERSION_64)).putShort((short) Zip.VERSION_64);
            header.putInt(0)
                    .putInt(0)
                    .putLong(entries)
                    .putLong(entries)
                    .putLong(length)
                    .putLong(start);
            header.putInt(Zip.END_64_LOCATOR).putInt(0).putLong(end).putInt(1);
        }
        short count = (short) Math.min(entries, Zip.MAX_16);
        header.putInt(Zip.END)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(count)
                .putShort(count);
        header.putInt((int) Math.min(length, Zip.MAX_32)).putInt((int) Math.min(start, Zip.MAX_32));
        header.putShort((short) 0);
        writeHeader();
        out.finish();
        state = State.FINISHED;
    }

    @Override
    public void close() {
        // The stream is not closed: that would complete an artifact that is not whole.
        if (state == State.OPEN) {
            state = State.UNUSABLE;
        }
        deflater.end();
        directory.close();
    }
}
