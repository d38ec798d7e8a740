package dev.holdfast.backup.sqlite.internal.dump;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text on its way into the dump, gathered into blocks; knows how long the statement at hand is. */
final class DumpOutput {

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] block = new byte[64 * 1024];
    private int filled;
    private long statement;

    DumpOutput(OutputStream out) {
        this.out = out;
    }

    DumpOutput text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes(bytes, 0, bytes.length);
    }

    DumpOutput bytes(byte[] bytes, int offset, int length) throws IOException {
        statement += length;
        int from = offset;
        int left = length;
        while (left > 0) {
            int step = Math.min(left, block.length - filled);
            System.arraycopy(bytes, from, block, filled, step);
            filled += step;
            from += step;
            left -= step;
            if (filled == block.length) {
                flush();
            }
        }
        return this;
    }

    DumpOutput one(int ascii) throws IOException {
        statement++;
        block[filled++] = (byte) ascii;
        if (filled == block.length) {
            flush();
        }
        return this;
    }

    /** Writes bytes in the form {@code X'0AFF'}. */
    DumpOutput hex(byte[] bytes, int offset, int length) throws IOException {
        one('X').one('\'');
        for (int i = offset; i < offset + length; i++) {
            one(HEX[(bytes[i] >> 4) & 0xf]);
            one(HEX[bytes[i] & 0xf]);
        }
        return one('\'');
    }

    void begin() {
        statement = 0;
    }

    /** Returns how many bytes were written since {@link #begin}. */
    long statement() {
        return statement;
    }

    void flush() throws IOException {
        out.write(block, 0, filled);
        filled = 0;
    }
}
