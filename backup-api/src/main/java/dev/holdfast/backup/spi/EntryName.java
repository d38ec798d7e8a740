package dev.holdfast.backup.spi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The name of an entry, or the text of a link: any bytes but NUL, as a text that loses none of them.
 *
 * <p>Bytes that are valid UTF-8 are their characters. Any other byte {@code b} is the lone surrogate {@code U+DC00 + b}, the convention that
 * PEP 383 calls "surrogateescape". So {@code ofBytes(x).bytes()} is always {@code x}.
 *
 * <p>A name that was read from an archive may be hostile; {@link #isSafe()} tells.
 *
 * @param value the text, with lone surrogates for bytes that are not UTF-8
 */
public record EntryName(String value) implements Comparable<EntryName> {

    private static final int ESCAPE = 0xDC00;

    /**
     * Validates that the name is not empty and has no NUL.
     *
     * @param value the text, with lone surrogates for bytes that are not UTF-8
     */
    public EntryName {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an entry name is not empty and has no NUL");
        }
    }

    /**
     * Makes a name from bytes.
     *
     * @param bytes the bytes as the file system or archive has them
     * @return the name
     */
    public static EntryName ofBytes(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // Only a replacement character can stand for bytes that were lost.
        return new EntryName(text.indexOf('\uFFFD') < 0 ? text : decode(bytes));
    }

    private static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xFF)));
            }
            decoder.reset();
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** {@return the bytes as the file system or archive has them} */
    public byte[] bytes() {
        if (isText()) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length() * 2);
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (isEscape(c)) {
                out.writeBytes(value.substring(start, i).getBytes(StandardCharsets.UTF_8));
                out.write(c - ESCAPE);
                start = i + 1;
            }
        }
        out.writeBytes(value.substring(start).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static boolean isEscape(char c) {
        return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF;
    }

    /** {@return whether the bytes are valid UTF-8, so that the value is plain text} */
    public boolean isText() {
        boolean ascii = true;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                ascii = false;
                break;
            }
        }
        if (ascii) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** {@return the name for people: bytes that are not UTF-8, and control characters, as {@code \xNN}} */
    public String display() {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                text.append(c).append(value.charAt(++i));
            } else if (isEscape(c)) {
                text.append("\\x").append(HexFormat.of().toHexDigits((byte) (c - ESCAPE)));
            } else if (c < 0x20 || c == 0x7F) {
                text.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** {@return whether this is a relative path without empty, {@code .} or {@code ..} segments, so that it stays below its root} */
    public boolean isSafe() {
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == '/') {
                int length = i - start;
                boolean dots = (length == 1 && value.charAt(start) == '.')
                        || (length == 2 && value.charAt(start) == '.' && value.charAt(start + 1) == '.');
                if (length == 0 || dots) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    /** Compares the texts, character by character. */
    @Override
    public int compareTo(EntryName other) {
        return value.compareTo(other.value);
    }

    /** {@return {@link #display()}} */
    @Override
    public String toString() {
        return display();
    }
}
