package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.EntryName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The roots of a backup, as its facts record them: {@code root.1 = /srv/uploads}, with bytes that are not UTF-8, control characters and
 * {@code %} percent-encoded.
 *
 * @param paths absolute paths in the escaped form of {@link EntryName}, in order
 */
record Roots(List<String> paths) {

    private static final String FACT = "root.";
    private static final int MOST_BYTES = 48 * 1024;

    Roots {
        paths = List.copyOf(paths);
    }

    /** Writes the roots to the facts. */
    void record(BackupSink sink) {
        int bytes = 0;
        for (int i = 0; i < paths.size(); i++) {
            String encoded = encode(paths.get(i));
            bytes += encoded.length() + 12;
            if (bytes > MOST_BYTES) {
                throw new TargetException(
                        Failure.of("HF-FIL-004", "too many paths: " + paths.size())
                                .hint(
                                        "Name the directory above them and leave out the rest with exclude, or use several targets."));
            }
            sink.fact(FACT + (i + 1), encoded);
        }
    }

    /**
     * Reads the roots from the facts of a backup.
     *
     * @param facts the facts
     * @return the roots
     * @throws IntegrityException {@code HF-FIL-039} if there are none
     */
    static Roots of(Map<String, String> facts) {
        List<String> paths = new ArrayList<>();
        for (int i = 1; facts.containsKey(FACT + i); i++) {
            String path = decode(facts.getOrDefault(FACT + i, ""));
            if (!path.equals("/") && !(path.startsWith("/") && new EntryName(path.substring(1)).isSafe())) {
                throw new IntegrityException(Failure.of(
                        "HF-FIL-039",
                        "the backup names a root that is no path: "
                                + new EntryName(path.isEmpty() ? "?" : path).display()));
            }
            paths.add(path);
        }
        if (paths.isEmpty()) {
            throw new IntegrityException(Failure.of("HF-FIL-039", "the backup does not say which paths it is of")
                    .hint("Restore its archive by hand, as its RESTORE.md says."));
        }
        return new Roots(paths);
    }

    /** Returns what {@code strip-root} takes away: the only root if it is a directory, else the directory that all roots are in. */
    String common(boolean onlyRootIsDirectory) {
        if (paths.size() == 1 && onlyRootIsDirectory) {
            return paths.get(0);
        }
        String common = parent(paths.get(0));
        for (String path : paths) {
            while (!isBelow(path, common)) {
                common = parent(common);
            }
        }
        return common;
    }

    /** Returns the root that a path is in, or an empty text. */
    String rootOf(String path) {
        String best = "";
        for (String root : paths) {
            if ((path.equals(root) || isBelow(path, root)) && root.length() > best.length()) {
                best = root;
            }
        }
        return best;
    }

    /** Tells whether a root is inside of another one. */
    boolean isInner(String root) {
        return paths.stream().anyMatch(other -> isBelow(root, other));
    }

    static boolean isBelow(String path, String directory) {
        return directory.equals("/")
                ? path.length() > 1
                : path.length() > directory.length()
                        && path.startsWith(directory)
                        && path.charAt(directory.length()) == '/';
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** Writes a path as plain text, with percent-encoding where it must be. */
    static String encode(String path) {
        StringBuilder text = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < path.length() && Character.isLowSurrogate(path.charAt(i + 1))) {
                text.append(c).append(path.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) (c & 0xFF)));
            } else if (c < 0x20 || c == 0x7F || c == '%') {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Reads what {@link #encode} wrote. */
    static String decode(String text) {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length() && HexFormat.isHexDigit(text.charAt(i + 1))) {
                bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 3;
            } else {
                int codePoint = text.codePointAt(i);
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(codePoint);
            }
        }
        return bytes.size() == 0 ? "" : EntryName.ofBytes(bytes.toByteArray()).value();
    }
}
