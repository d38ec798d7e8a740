package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.EntryName;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Turns paths into entry names and back without losing a byte, whatever encoding the JVM was started with.
 *
 * <p>A path that comes from a listing holds the bytes of the file system, but {@link Path#toString()} decodes them and loses what the encoding
 * does not know. Its URI has them all, percent-encoded, and a path made from such a URI has the same bytes again. That way is slow (the JDK
 * asks the file system whether the path is a directory), so it is taken only for names that need it.
 */
final class PathNames {

    private static final boolean UTF_8_NAMES = StandardCharsets.UTF_8.equals(encodingOfNames());
    private static final String HEX = "0123456789ABCDEF";

    private PathNames() {}

    private static Charset encodingOfNames() {
        String name = System.getProperty("sun.jnu.encoding", "");
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.US_ASCII;
        }
    }

    /**
     * Returns the last name of a path.
     *
     * @param path a path with at least one name
     * @return its last name
     */
    static EntryName lastName(Path path) {
        Path last = path.getFileName();
        if (last == null) {
            throw new IllegalArgumentException("a root has no name: " + path);
        }
        String text = last.toString();
        if (isExact(text)) {
            return new EntryName(text);
        }
        byte[] bytes = bytes(path.toAbsolutePath());
        int start = bytes.length;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        return EntryName.ofBytes(java.util.Arrays.copyOfRange(bytes, start, bytes.length));
    }

    /**
     * Returns an absolute path as text: {@code /srv/a}, in the escaped form of {@link EntryName}.
     *
     * @param path an absolute path
     * @return its text
     */
    static String text(Path path) {
        String text = path.toString();
        return isExact(text) ? text : EntryName.ofBytes(bytes(path)).value();
    }

    /**
     * Returns the text of a symbolic link.
     *
     * @param target what {@code Files.readSymbolicLink} gave
     * @return the text, to the byte
     */
    static EntryName linkText(Path target) {
        String text = target.toString();
        if (isExact(text)) {
            return new EntryName(text);
        }
        // The bytes of a relative path are those of the absolute one without the leading slash.
        byte[] bytes = bytes(target.isAbsolute() ? target : Path.of("/").resolve(target));
        int from = target.isAbsolute() ? 0 : 1;
        int to = bytes.length;
        if (text.endsWith("/") && bytes[to - 1] != '/') {
            byte[] more = java.util.Arrays.copyOf(bytes, to + 1);
            more[to] = '/';
            bytes = more;
            to++;
        }
        return EntryName.ofBytes(java.util.Arrays.copyOfRange(bytes, from, to));
    }

    /**
     * Returns the path of a name below a directory.
     *
     * @param directory an absolute path
     * @param name one or more names joined by {@code /}, in the escaped form of {@link EntryName}
     * @return the path, to the byte
     */
    static Path resolve(Path directory, String name) {
        return isPlain(name) ? directory.resolve(name) : fromUri(uriText(directory), new EntryName(name).bytes());
    }

    /**
     * Returns the path of a text as {@link #text} gives it.
     *
     * @param absolute an absolute path in the escaped form of {@link EntryName}
     * @return the path, to the byte
     */
    static Path path(String absolute) {
        return isPlain(absolute) ? Path.of(absolute) : fromUri("", new EntryName(absolute).bytes());
    }

    /**
     * Tells whether the JVM's own functions on texts treat a text as the bytes that it stands for.
     *
     * @param text a name in the escaped form of {@link EntryName}
     * @return whether {@code Path.of(text)} is exact
     */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return UTF_8_NAMES && new EntryName(text).isText();
            }
        }
        return true;
    }

    /** Tells whether a text that the JVM decoded stands for the bytes: nothing was replaced, and the encoding is UTF-8 or was not needed. */
    private static boolean isExact(String text) {
        boolean ascii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\uFFFD') {
                return false;
            }
            ascii &= c < 0x80;
        }
        return ascii || UTF_8_NAMES;
    }

    private static Path fromUri(String parent, byte[] name) {
        StringBuilder uri = new StringBuilder("file://").append(parent);
        if (!parent.endsWith("/") && (name.length == 0 || name[0] != '/')) {
            uri.append('/');
        }
        for (byte b : name) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '/';
            if (plain) {
                uri.append((char) b);
            } else {
                uri.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return Path.of(URI.create(uri.toString()));
    }

    private static String uriText(Path directory) {
        return directory.toUri().getRawPath();
    }

    /**
     * Returns the bytes of an absolute path.
     *
     * @param path the path
     * @return its bytes as the file system has them
     */
    static byte[] bytes(Path path) {
        String plain = path.toString();
        if (isExact(plain)) {
            return plain.getBytes(StandardCharsets.UTF_8);
        }
        String raw = uriText(path);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3).toUpperCase(Locale.ROOT), 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        byte[] all = bytes.toByteArray();
        // The JDK adds a slash to the URI of a directory.
        boolean added = all.length > 1 && all[all.length - 1] == '/' && !plain.endsWith("/");
        return added ? java.util.Arrays.copyOf(all, all.length - 1) : all;
    }
}
