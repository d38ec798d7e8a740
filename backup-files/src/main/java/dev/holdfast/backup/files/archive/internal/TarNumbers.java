package dev.holdfast.backup.files.archive.internal;

/** The numbers of header blocks: octal digits, or the binary form that GNU added for numbers that need more. */
final class TarNumbers {

    private static final int BINARY = 0x80;
    private static final int BINARY_SIGN = 0x40;

    private TarNumbers() {}

    /** Tells whether a number fits as octal digits into a field, with the NUL behind them. */
    static boolean fits(int length, long value) {
        return value >= 0 && value >>> (3 * (length - 1)) == 0;
    }

    /** Writes octal digits and a NUL; the number must fit. */
    static void putOctal(byte[] block, int at, int length, long value) {
        long rest = value;
        for (int i = at + length - 2; i >= at; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        block[at + length - 1] = 0;
    }

    /** Writes octal digits if the number fits, else the binary form; for numbers up to 62 bits. */
    static void put(byte[] block, int at, int length, long value) {
        if (fits(length, value)) {
            putOctal(block, at, length, value);
            return;
        }
        long rest = value;
        for (int i = at + length - 1; i >= at; i--) {
            block[i] = (byte) rest;
            rest >>= 8;
        }
        block[at] |= (byte) BINARY;
    }

    /**
     * Reads a field of either form; a blank one is 0.
     *
     * @throws NumberFormatException if it is neither
     */
    static long parse(byte[] block, int at, int length) {
        return (block[at] & BINARY) == 0 ? parseOctal(block, at, length) : parseBinary(block, at, length);
    }

    private static long parseOctal(byte[] block, int at, int length) {
        int i = at;
        int end = at + length;
        while (i < end && (block[i] == ' ' || block[i] == 0)) {
            i++;
        }
        long value = 0;
        while (i < end && block[i] != ' ' && block[i] != 0) {
            int digit = block[i] - '0';
            if (digit < 0 || digit > 7) {
                throw new NumberFormatException("not octal");
            }
            value = value << 3 | digit;
            i++;
        }
        return value;
    }

    private static long parseBinary(byte[] block, int at, int length) {
        boolean negative = (block[at] & BINARY_SIGN) != 0;
        // The flag bit is no part of the number: it continues the sign.
        long value = negative ? (byte) (block[at] | BINARY) : block[at] & ~BINARY & 0xFF;
        for (int i = at + 1; i < at + length; i++) {
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw new NumberFormatException("more than 64 bits");
            }
            value = value << 8 | block[i] & 0xFF;
        }
        return value;
    }

    /**
     * Reads decimal digits, as pax records have them.
     *
     * @throws NumberFormatException if there are none, others, or too many
     */
    static long parseDecimal(byte[] data, int from, int to) {
        if (from >= to || to - from > 19) {
            throw new NumberFormatException("not a decimal number");
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = data[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException("not a decimal number");
            }
            value = value * 10 + digit;
            if (value < 0) {
                throw new NumberFormatException("more than 63 bits");
            }
        }
        return value;
    }
}
