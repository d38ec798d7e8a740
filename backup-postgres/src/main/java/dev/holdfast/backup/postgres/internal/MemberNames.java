package dev.holdfast.backup.postgres.internal;

import dev.holdfast.backup.Digest;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.Names;
import java.nio.charset.StandardCharsets;

/**
 * The names of targets that stand for the databases of a server. No two databases have the same.
 *
 * <p>{@code a} to {@code z} and {@code 0} to {@code 9} stand for themselves. An underscore before one of them is a hyphen. Each byte of
 * anything else is two hyphens and two hexadecimal digits. So a hyphen that is followed by another begins a byte, and one that is not is an
 * underscore: the name can be read backwards to one database only. A name that gets too long keeps its beginning and ends with {@code --z},
 * which begins no byte, and a digest of the database's name.
 */
final class MemberNames {

    private static final int DIGEST_DIGITS = 32;

    private MemberNames() {}

    static String of(String group, String database) {
        String name = group + "-" + word(database);
        if (name.length() <= Names.MAX_LENGTH) {
            return name;
        }
        byte[] bytes = database.getBytes(StandardCharsets.UTF_8);
        Digester digester = DigestAlgorithm.SHA256.digester();
        digester.update(bytes, 0, bytes.length);
        Digest digest = digester.finish();
        String end = "--z" + digest.hex().substring(0, DIGEST_DIGITS);
        return name.substring(0, Names.MAX_LENGTH - end.length()) + end;
    }

    private static String word(String database) {
        StringBuilder word = new StringBuilder();
        int[] points = database.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (isPlain(points[i])) {
                word.appendCodePoint(points[i]);
            } else if (points[i] == '_' && i + 1 < points.length && isPlain(points[i + 1])) {
                word.append('-');
            } else {
                for (byte b : new String(Character.toChars(points[i])).getBytes(StandardCharsets.UTF_8)) {
                    word.append("--").append(java.util.HexFormat.of().toHexDigits(b));
                }
            }
        }
        return word.toString();
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
