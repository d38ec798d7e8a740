package dev.holdfast.backup.files.archive.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One header of the central directory, taken apart; throws {@link IllegalArgumentException} or a time's exception where it contradicts itself. */
final class ZipCentralEntry {

    final byte[] name;
    final int madeBy;
    final int flags;
    final int method;
    final int dosTime;
    final int checksum;
    final int mode;
    final PaxHeader records = new PaxHeader();
    long stored;
    long size;
    long offset;
    long userId;
    long groupId;
    private @Nullable Instant modified;

    /** Takes a header apart, whose bytes lie in the buffer from its position to its limit. */
    ZipCentralEntry(ByteBuffer header) {
        header.order(ByteOrder.LITTLE_ENDIAN);
        int at = header.position();
        madeBy = header.get(at + 5) & 0xFF;
        flags = header.getShort(at + 8) & Zip.MAX_16;
        method = header.getShort(at + 10) & Zip.MAX_16;
        dosTime = header.getInt(at + 12);
        checksum = header.getInt(at + 16);
        stored = header.getInt(at + 20) & Zip.MAX_32;
        size = header.getInt(at + 24) & Zip.MAX_32;
        int nameLength = header.getShort(at + 28) & Zip.MAX_16;
        int extraLength = header.getShort(at + 30) & Zip.MAX_16;
        mode = header.getInt(at + 38) >>> 16;
        offset = header.getInt(at + 42) & Zip.MAX_32;
        name = new byte[nameLength];
        header.position(at + Zip.CENTRAL_HEADER_BYTES);
        header.get(name);
        readExtras(header.slice(header.position(), extraLength).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Returns how long a header is with what follows its fixed part. */
    static int length(ByteBuffer header, int at) {
        return Zip.CENTRAL_HEADER_BYTES
                + (header.getShort(at + 28) & Zip.MAX_16)
                + (header.getShort(at + 30) & Zip.MAX_16)
                + (header.getShort(at + 32) & Zip.MAX_16);
    }

    /** Returns the most exact of the times that are there. */
    Instant modified() {
        if (records.modified != null) {
            return records.modified;
        }
        return modified == null ? Zip.ofDosTime(dosTime) : modified;
    }

    private void readExtras(ByteBuffer extras) {
        while (extras.remaining() >= 4) {
            int id = extras.getShort() & Zip.MAX_16;
            int length = extras.getShort() & Zip.MAX_16;
            if (length > extras.remaining()) {
                throw new IllegalArgumentException("an extra field longer than its header");
            }
            ByteBuffer field = extras.slice(extras.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            extras.position(extras.position() + length);
            switch (id) {
                case Zip.EXTRA_64 -> readLarge(field);
                case Zip.EXTRA_TIME -> readTime(field);
                case Zip.EXTRA_OWNER -> readOwner(field);
                case Zip.EXTRA_OURS -> readRecords(field);
                default -> {
                    // Somebody else's.
                }
            }
        }
    }

    private void readLarge(ByteBuffer field) {
        size = size == Zip.MAX_32 ? number(field) : size;
        stored = stored == Zip.MAX_32 ? number(field) : stored;
        offset = offset == Zip.MAX_32 ? number(field) : offset;
    }

    private static long number(ByteBuffer field) {
        if (field.remaining() < 8) {
            throw new IllegalArgumentException("64-bit numbers are missing");
        }
        long value = field.getLong();
        if (value < 0) {
            throw new IllegalArgumentException("a number of more than 63 bits");
        }
        return value;
    }

    private void readTime(ByteBuffer field) {
        if (field.remaining() >= 5 && (field.get() & 1) != 0) {
            modified = Instant.ofEpochSecond(field.getInt());
        }
    }

    private void readOwner(ByteBuffer field) {
        if (field.hasRemaining() && field.get() == 1) {
            userId = id(field);
            groupId = id(field);
        }
    }

    private static long id(ByteBuffer field) {
        int length = field.hasRemaining() ? field.get() & 0xFF : 0;
        if (length > field.remaining() || length > 8) {
            throw new IllegalArgumentException("an owner's number of " + length + " bytes");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (field.get() & 0xFFL) << (8 * i);
        }
        return value;
    }

    private void readRecords(ByteBuffer field) {
        byte[] data = new byte[field.remaining()];
        field.get(data);
        records.read(data);
    }
}
