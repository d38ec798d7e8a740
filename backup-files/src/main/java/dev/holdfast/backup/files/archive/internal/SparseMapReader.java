package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.Extent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the maps of sparse files that lie outside extended headers: before the data, or in GNU's own headers. */
final class SparseMapReader {

    private final BlockInput input;

    SparseMapReader(BlockInput input) {
        this.input = input;
    }

    /** Reads the map of format 1.0, which is part of the stored bytes, and its padding. */
    List<Extent> readLines(long stored) throws IOException {
        long start = input.position();
        long count = readLine(start, stored);
        if (count > Limits.EXTENTS) {
            throw ArchiveFailures.beyondLimit(TarReader.FORMAT, start, "a sparse file of " + count + " stretches");
        }
        // Not sized by the count: a small archive could claim many.
        List<Extent> extents = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            extents.add(extent(readLine(start, stored), readLine(start, stored)));
        }
        input.skip(Ustar.padding(input.position() - start));
        return extents;
    }

    private long readLine(long start, long stored) throws IOException {
        long value = 0;
        for (int digits = 0; ; digits++) {
            if (input.position() - start >= stored) {
                throw damaged("a sparse map longer than its file");
            }
            int b = input.readByte();
            if (b == '\n' && digits > 0) {
                return value;
            }
            if (b < '0' || b > '9' || value > (Long.MAX_VALUE - (b - (long) '0')) / 10) {
                throw damaged("a sparse map without numbers");
            }
            value = value * 10 + b - '0';
        }
    }

    /** Reads the pairs in a header block or an extension block, up to the first empty one. */
    void readPairs(byte[] block, int at, int count, List<Extent> extents) {
        for (int i = 0; i < count; i++) {
            int pair = at + i * Ustar.GNU_PAIR_LENGTH;
            if (block[pair + Ustar.SIZE_LENGTH] == 0) {
                return;
            }
            extents.add(extent(
                    TarNumbers.parse(block, pair, Ustar.SIZE_LENGTH),
                    TarNumbers.parse(block, pair + Ustar.SIZE_LENGTH, Ustar.SIZE_LENGTH)));
        }
    }

    /** Reads the extension blocks that follow a GNU header. */
    void readExtensions(List<Extent> extents) throws IOException {
        boolean more = true;
        while (more) {
            input.require(Ustar.BLOCK);
            byte[] block = input.buffer();
            int at = input.offset();
            readPairs(block, at, Ustar.GNU_EXTENSION_COUNT, extents);
            more = block[at + Ustar.GNU_EXTENSION_MORE] != 0;
            if (extents.size() > Limits.EXTENTS) {
                throw ArchiveFailures.beyondLimit(
                        TarReader.FORMAT,
                        input.position(),
                        "a sparse file of more than " + Limits.EXTENTS + " stretches");
            }
            input.take(Ustar.BLOCK);
        }
    }

    private Extent extent(long offset, long length) {
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw damaged("a sparse map with an impossible stretch");
        }
        return new Extent(offset, length);
    }

    private IntegrityException damaged(String what) {
        return ArchiveFailures.damaged(TarReader.FORMAT, input.position(), what, null);
    }
}
