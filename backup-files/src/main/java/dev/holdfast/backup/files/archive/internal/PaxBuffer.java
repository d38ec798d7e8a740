package dev.holdfast.backup.files.archive.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Builds the records of an extended header: {@code "LENGTH KEY=VALUE\n"} each. Used again for every entry. */
final class PaxBuffer {

    private static final byte[] BINARY = ascii("21 hdrcharset=BINARY\n");
    private static final byte[] MTIME = ascii("mtime");

    private byte[] data = new byte[1024];
    private int used;
    private boolean binary;
    private boolean tooLarge;
    private final byte[] digits = new byte[40];

    PaxBuffer() {
        System.arraycopy(BINARY, 0, data, 0, BINARY.length);
        reset();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void reset() {
        // The declaration of binary values must come first if it comes at all: its place is kept.
        used = BINARY.length;
        binary = false;
        tooLarge = false;
    }

    /** Declares that texts are not all UTF-8. */
    void declareBinary() {
        binary = true;
    }

    /** Tells whether a record was left out because a reader would refuse so many. */
    boolean isTooLarge() {
        return tooLarge;
    }

    boolean isEmpty() {
        return length() == 0;
    }

    byte[] data() {
        return data;
    }

    int offset() {
        return binary ? 0 : BINARY.length;
    }

    int length() {
        return used - offset();
    }

    void add(byte[] key, byte[] value) {
        add(key, value, 0, value.length);
    }

    void add(byte[] key, long value) {
        int from = putDecimal(digits, digits.length, value);
        add(key, digits, from, digits.length - from);
    }

    /** Adds a time in seconds, with as many decimals as it needs. */
    void addTime(Instant time) {
        long seconds = time.getEpochSecond();
        int nanos = time.getNano();
        boolean negative = seconds < 0;
        if (negative && nanos > 0) {
            // -0.25 is second -1 and 750,000,000 nanoseconds.
            seconds++;
            nanos = 1_000_000_000 - nanos;
        }
        int at = digits.length;
        if (nanos > 0) {
            int decimals = 9;
            while (nanos % 10 == 0) {
                nanos /= 10;
                decimals--;
            }
            for (int i = 0; i < decimals; i++) {
                digits[--at] = (byte) ('0' + nanos % 10);
                nanos /= 10;
            }
            digits[--at] = '.';
        }
        at = putDecimal(digits, at, Math.abs(seconds));
        if (negative) {
            digits[--at] = '-';
        }
        add(MTIME, digits, at, digits.length - at);
    }

    private void add(byte[] key, byte[] value, int from, int length) {
        long bare = 3L + key.length + length;
        long total = bare + 1;
        while (total != bare + decimals(total)) {
            total = bare + decimals(total);
        }
        if (total > Limits.EXTENDED_HEADER_BYTES - used) {
            tooLarge = true;
            return;
        }
        int end = (int) (used + total);
        if (end > data.length) {
            data = Arrays.copyOf(data, Math.max(data.length * 2, end));
        }
        putDecimal(data, used + decimals(total), total);
        int at = used + decimals(total);
        data[at++] = ' ';
        System.arraycopy(key, 0, data, at, key.length);
        at += key.length;
        data[at++] = '=';
        System.arraycopy(value, from, data, at, length);
        data[end - 1] = '\n';
        used = end;
    }

    private static int decimals(long value) {
        int count = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            count++;
        }
        return count;
    }

    /** Writes digits so that they end before {@code end}; returns where they begin. */
    private static int putDecimal(byte[] target, int end, long value) {
        int at = end;
        long rest = value;
        do {
            target[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return at;
    }
}
