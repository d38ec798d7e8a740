package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.Extent;
import java.io.IOException;
import java.util.List;

/**
 * The map that GNU's sparse format 1.0 puts before the data: the number of stretches, then offset and length of each, as decimal lines.
 *
 * @param extents the stretches with data
 * @param size the size of the file, holes counted
 * @param endAdded whether an empty stretch at the end is added, without which GNU tar would not extend the file over its last hole
 * @param bytes how long the map is in the archive, padding counted
 */
record SparseMap(List<Extent> extents, long size, boolean endAdded, long bytes) {

    static SparseMap of(ArchiveEntry entry) {
        List<Extent> extents = entry.extents();
        long end = extents.isEmpty() ? 0 : extents.get(extents.size() - 1).end();
        boolean endAdded = end < entry.size();
        long digits = line(extents.size() + (endAdded ? 1 : 0));
        for (Extent extent : extents) {
            digits += line(extent.offset()) + line(extent.length());
        }
        if (endAdded) {
            digits += line(entry.size()) + line(0);
        }
        return new SparseMap(extents, entry.size(), endAdded, digits + Ustar.padding(digits));
    }

    private static int line(long value) {
        int length = 2;
        for (long rest = value; rest >= 10; rest /= 10) {
            length++;
        }
        return length;
    }

    int count() {
        return extents.size() + (endAdded ? 1 : 0);
    }

    void write(BlockOutput out) throws IOException {
        byte[] digits = new byte[20];
        long written = writeLine(out, digits, count());
        for (Extent extent : extents) {
            written += writeLine(out, digits, extent.offset());
            written += writeLine(out, digits, extent.length());
        }
        if (endAdded) {
            written += writeLine(out, digits, size);
            written += writeLine(out, digits, 0);
        }
        out.pad(written);
    }

    private static int writeLine(BlockOutput out, byte[] digits, long value) throws IOException {
        int at = digits.length - 1;
        digits[at] = '\n';
        long rest = value;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        out.write(digits, at, digits.length - at);
        return digits.length - at;
    }
}
