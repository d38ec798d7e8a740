package dev.holdfast.backup.testkit;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.DeviceNumber;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.spi.ExtendedAttribute;
import dev.holdfast.backup.spi.Extent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of an entry's header in a {@link MemoryArchiver}'s archive. */
final class MemoryEntryForm {

    static final int MAGIC = 0x48464D31;
    static final int ENTRY = 'E';
    static final int END = 'Z';
    /** The longest header, so that a damaged length asks for no more memory than this. */
    static final int MAX_HEADER = 16 * 1024 * 1024;

    private MemoryEntryForm() {}

    static byte[] write(ArchiveEntry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        writeBytes(out, entry.name().bytes());
        out.writeUTF(entry.kind().name());
        writeMetadata(out, entry.metadata());
        out.writeLong(entry.size());
        EntryName link = entry.link();
        writeBytes(out, link == null ? new byte[0] : link.bytes());
        DeviceNumber device = entry.device();
        out.writeInt(device == null ? -1 : device.major());
        out.writeInt(device == null ? -1 : device.minor());
        out.writeInt(entry.extents().size());
        for (Extent extent : entry.extents()) {
            out.writeLong(extent.offset());
            out.writeLong(extent.length());
        }
        String version = entry.version();
        out.writeBoolean(version != null);
        out.writeUTF(version == null ? "" : version);
        return bytes.toByteArray();
    }

    private static void writeMetadata(DataOutputStream out, EntryMetadata metadata) throws IOException {
        out.writeShort(metadata.mode());
        out.writeLong(metadata.userId());
        out.writeLong(metadata.groupId());
        out.writeUTF(metadata.user());
        out.writeUTF(metadata.group());
        Instant modified = metadata.modified();
        out.writeLong(modified.getEpochSecond());
        out.writeInt(modified.getNano());
        out.writeInt(metadata.attributes().size());
        for (ExtendedAttribute attribute : metadata.attributes()) {
            out.writeUTF(attribute.name());
            writeBytes(out, attribute.value());
        }
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads a header whose checksum was right. */
    static ArchiveEntry read(byte[] header) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(header));
        EntryName name = EntryName.ofBytes(readBytes(in));
        EntryKind kind = EntryKind.valueOf(in.readUTF());
        EntryMetadata metadata = readMetadata(in);
        long size = in.readLong();
        byte[] link = readBytes(in);
        int major = in.readInt();
        int minor = in.readInt();
        List<Extent> extents = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            extents.add(new Extent(in.readLong(), in.readLong()));
        }
        boolean versioned = in.readBoolean();
        String text = in.readUTF();
        @Nullable EntryName linked = link.length == 0 ? null : EntryName.ofBytes(link);
        @Nullable DeviceNumber device = major < 0 ? null : new DeviceNumber(major, minor);
        return new ArchiveEntry(name, kind, metadata, size, linked, device, extents, versioned ? text : null);
    }

    private static EntryMetadata readMetadata(DataInputStream in) throws IOException {
        int mode = in.readUnsignedShort();
        long userId = in.readLong();
        long groupId = in.readLong();
        String user = in.readUTF();
        String group = in.readUTF();
        Instant modified = Instant.ofEpochSecond(in.readLong(), in.readInt());
        List<ExtendedAttribute> attributes = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            attributes.add(new ExtendedAttribute(in.readUTF(), readBytes(in)));
        }
        return new EntryMetadata(mode, userId, groupId, user, group, modified, attributes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    static IntegrityException damaged(String how, @Nullable Throwable cause) {
        return new IntegrityException(Failure.of("TESTKIT-020", "the archive is damaged: " + how), cause);
    }
}
