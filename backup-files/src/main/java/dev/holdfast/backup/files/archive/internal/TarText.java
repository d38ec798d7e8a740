package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.spi.EntryName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts that may be empty or not UTF-8, with the convention of {@link EntryName}. */
final class TarText {

    private TarText() {}

    static byte[] bytes(String text) {
        return text.isEmpty() || text.indexOf('\0') >= 0
                ? text.getBytes(StandardCharsets.UTF_8)
                : new EntryName(text).bytes();
    }

    static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 || text.indexOf('\0') >= 0
                ? text
                : EntryName.ofBytes(bytes).value();
    }

    /** Returns the text of a header's field, which ends at a NUL or with the field. */
    static String field(byte[] block, int at, int room) {
        int length = length(block, at, room);
        return length == 0 ? "" : text(Arrays.copyOfRange(block, at, at + length));
    }

    static int length(byte[] block, int at, int room) {
        int length = 0;
        while (length < room && block[at + length] != 0) {
            length++;
        }
        return length;
    }

    static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
