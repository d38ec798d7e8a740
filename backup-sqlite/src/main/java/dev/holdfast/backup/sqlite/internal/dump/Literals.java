package dev.holdfast.backup.sqlite.internal.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Values as SQL that every version of SQLite reads back as exactly the same value.
 *
 * <p>The {@code sqlite3} command reads its input by lines, ends texts at NUL and drops a carriage return before the end of a line; so whatever
 * is not plain text is written as the hexadecimal digits of its stored bytes. Versions of SQLite differ in how they round decimal fractions
 * with many digits; so those are written as the division of two whole numbers, which all compute alike.
 */
final class Literals {

    // The command looks at a whole statement again for each of its lines that has a semicolon: long texts get one line.
    private static final int LONG_TEXT = 16 * 1024;
    private static final double EXACT_WHOLE = 1e15;
    private static final int EXACT_POWER = 22;
    private static final double[] POWERS = new double[EXACT_POWER + 1];

    static {
        double power = 1;
        for (int i = 0; i <= EXACT_POWER; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private final DumpOutput out;
    private final Encoding encoding;

    Literals(DumpOutput out, Encoding encoding) {
        this.out = out;
        this.encoding = encoding;
    }

    void blob(byte[] bytes) throws IOException {
        out.hex(bytes, 0, bytes.length);
    }

    /** Writes a text, given as its stored bytes. */
    void text(byte[] stored) throws IOException {
        byte[] utf8 = stored;
        boolean plain;
        if (encoding.isUtf8()) {
            plain = isPlain(stored);
        } else {
            String text = encoding.decode(stored);
            // SQLite itself turns U+FFFE and U+FFFF into U+FFFD on the way from UTF-8 to UTF-16.
            plain = text != null && text.indexOf('\uFFFE') < 0 && text.indexOf('\uFFFF') < 0;
            if (plain) {
                utf8 = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
                plain = isPlain(utf8);
            }
        }
        if (plain) {
            quoted(utf8);
        } else {
            out.text("CAST(");
            out.hex(stored, 0, stored.length);
            out.text(" AS TEXT)");
        }
    }

    private void quoted(byte[] utf8) throws IOException {
        out.one('\'');
        int from = 0;
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '\'') {
                out.bytes(utf8, from, i + 1 - from);
                from = i;
            }
        }
        out.bytes(utf8, from, utf8.length - from);
        out.one('\'');
    }

    /** Tells whether bytes are well-formed UTF-8 without control characters that would not survive. */
    private static boolean isPlain(byte[] bytes) {
        int i = 0;
        boolean lines = false;
        while (i < bytes.length) {
            int b = bytes[i];
            if (b >= 0x20 && b != 0x7f) {
                i++;
            } else if (b == '\n' || b == '\t') {
                lines |= b == '\n';
                i++;
            } else if (b < 0) {
                int length = multibyte(bytes, i);
                if (length == 0) {
                    return false;
                }
                i += length;
            } else {
                return false;
            }
        }
        return !lines || bytes.length <= LONG_TEXT;
    }

    /** Returns the length of the well-formed sequence that begins there, or 0 if it is none. */
    private static int multibyte(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xff;
        boolean overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
        boolean surrogate = first == 0xed && second >= 0xa0;
        boolean beyond = first == 0xf4 && second >= 0x90;
        return overlong || surrogate || beyond ? 0 : length;
    }

    void integer(long value) throws IOException {
        out.text(Long.toString(value));
    }

    void real(double value) throws IOException {
        out.text(realText(value));
    }

    static String realText(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "9e999" : "-9e999";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        double size = Math.abs(value);
        if (size < EXACT_WHOLE && size == Math.rint(size)) {
            return (value < 0 ? "-" : "") + (long) size + ".0";
        }
        String decimal = Double.toString(size);
        String text = isSafe(decimal, size) ? decimal : division(size);
        return value < 0 ? "-" + text : text;
    }

    /**
     * Tells whether a decimal is read as that number by any reader that computes with one rounding, or two: it has at most 15 digits, a power of
     * ten that is exact, and is not close to the middle between two numbers.
     */
    private static boolean isSafe(String decimal, double value) {
        int e = decimal.indexOf('E');
        int exponent = e < 0 ? 0 : Integer.parseInt(decimal.substring(e + 1));
        String digits = e < 0 ? decimal : decimal.substring(0, e);
        int point = digits.indexOf('.');
        exponent -= digits.length() - point - 1;
        String whole = digits.substring(0, point) + digits.substring(point + 1);
        int end = whole.length();
        while (end > 1 && whole.charAt(end - 1) == '0') {
            end--;
            exponent++;
        }
        long mantissa = end > 18 ? Long.MAX_VALUE : Long.parseLong(whole.substring(0, end));
        if (mantissa >= (long) EXACT_WHOLE || Math.abs(exponent) > EXACT_POWER) {
            return false;
        }
        double power = POWERS[Math.abs(exponent)];
        double error = exponent < 0
                ? Math.abs(Math.fma(value, power, -(double) mantissa)) / power
                : Math.abs(Math.fma((double) mantissa, power, -value));
        return error < Math.ulp(value) * 0.49;
    }

    /** Returns a positive number as its whole mantissa, divided or multiplied by powers of two. */
    private static String division(double value) {
        int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT) - 52;
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = bits & ((1L << 52) - 1);
        if (Math.getExponent(value) >= Double.MIN_EXPONENT) {
            mantissa |= 1L << 52;
        }
        int zeros = Long.numberOfTrailingZeros(mantissa);
        mantissa >>= zeros;
        exponent += zeros;
        StringBuilder text = new StringBuilder("CAST(").append(mantissa).append(" AS REAL)");
        char operator = exponent < 0 ? '/' : '*';
        for (int left = Math.abs(exponent); left > 0; left -= 62) {
            text.append(operator).append(1L << Math.min(left, 62));
        }
        return text.toString();
    }
}
