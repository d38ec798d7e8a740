package dev.holdfast.backup.sqlite.internal.dump;

import dev.holdfast.backup.sqlite.internal.db.Database;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of all texts of a database.
 *
 * @param name as {@code PRAGMA encoding} names it
 * @param charset the same for Java
 */
record Encoding(String name, Charset charset) {

    static Encoding of(Database database) {
        String name = database.text("PRAGMA encoding");
        return switch (name) {
            case "UTF-16le" -> new Encoding(name, StandardCharsets.UTF_16LE);
            case "UTF-16be" -> new Encoding(name, StandardCharsets.UTF_16BE);
            default -> new Encoding("UTF-8", StandardCharsets.UTF_8);
        };
    }

    boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8);
    }

    /** Returns the text of stored bytes, or null if they are not well formed. */
    @Nullable String decode(byte[] stored) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(stored))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
