package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.spi.ExtendedAttribute;
import dev.holdfast.backup.spi.Extent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the extended headers before an entry say about it. */
final class PaxHeader {

    /** The value of a comment that tells that the last, empty stretch of a sparse file is not the entry's own. */
    static final String END_ADDED = "holdfast: end of sparse file added";

    private static final String ATTRIBUTE = "SCHILY.xattr.";

    byte @Nullable [] path;
    byte @Nullable [] linkPath;

    @Nullable String user;

    @Nullable String group;

    @Nullable Instant modified;

    long size = -1;
    long userId = -1;
    long groupId = -1;
    long deviceMajor = -1;
    long deviceMinor = -1;

    byte @Nullable [] sparseName;
    long sparseMajor = -1;
    long sparseMinor = -1;
    long sparseSize = -1;
    boolean sparseEndAdded;

    /** The map of formats 0.0 and 0.1, which lies in the header. */
    @Nullable List<Extent> sparseMap;

    private long pendingOffset = -1;
    private @Nullable Map<String, byte[]> attributes;

    /** Tells whether the entry is a file with holes. */
    boolean isSparse() {
        return sparseMajor >= 0 || sparseMap != null || sparseSize >= 0;
    }

    /** Returns the extended attributes in the order of their names. */
    List<ExtendedAttribute> attributes() {
        if (attributes == null) {
            return List.of();
        }
        List<ExtendedAttribute> list = new ArrayList<>(attributes.size());
        attributes.forEach((name, value) -> list.add(new ExtendedAttribute(name, value)));
        list.sort(Comparator.comparing(ExtendedAttribute::name));
        return list;
    }

    /** Returns the key of an attribute; the characters that end a key, and the one that escapes them, are escaped as GNU tar does. */
    static byte[] attributeKey(String name) {
        String escaped = name.indexOf('%') < 0 && name.indexOf('=') < 0
                ? name
                : name.replace("%", "%25").replace("=", "%3D");
        return TarText.bytes(ATTRIBUTE + escaped);
    }

    /**
     * Takes the records of one header over those that came before.
     *
     * @throws IllegalArgumentException if they are not well formed
     * @throws java.time.DateTimeException if a time is out of range
     */
    void read(byte[] data) {
        int at = 0;
        while (at < data.length) {
            int space = indexOf(data, ' ', at, Math.min(data.length, at + 8));
            long length = TarNumbers.parseDecimal(data, at, space);
            if (length > data.length - at || length < space - at + 2 || data[(int) (at + length - 1)] != '\n') {
                throw new IllegalArgumentException("a record's length is wrong");
            }
            int end = (int) (at + length);
            int equals = indexOf(data, '=', space + 1, end);
            record(TarText.text(Arrays.copyOfRange(data, space + 1, equals)), data, equals + 1, end - 1);
            at = end;
        }
    }

    private static int indexOf(byte[] data, char c, int from, int to) {
        for (int i = from; i < to; i++) {
            if (data[i] == c) {
                return i;
            }
        }
        throw new IllegalArgumentException("a record without its \"" + c + "\"");
    }

    private void record(String key, byte[] data, int from, int to) {
        boolean empty = from == to;
        switch (key) {
            case "path" -> path = empty ? null : Arrays.copyOfRange(data, from, to);
            case "linkpath" -> linkPath = empty ? null : Arrays.copyOfRange(data, from, to);
            case "size" -> size = empty ? -1 : TarNumbers.parseDecimal(data, from, to);
            case "uid" -> userId = empty ? -1 : TarNumbers.parseDecimal(data, from, to);
            case "gid" -> groupId = empty ? -1 : TarNumbers.parseDecimal(data, from, to);
            case "uname" -> user = empty ? null : TarText.text(Arrays.copyOfRange(data, from, to));
            case "gname" -> group = empty ? null : TarText.text(Arrays.copyOfRange(data, from, to));
            case "mtime" -> modified = empty ? null : time(data, from, to);
            case "comment" ->
                sparseEndAdded |= END_ADDED.equals(new String(data, from, to - from, StandardCharsets.ISO_8859_1));
            case "SCHILY.devmajor" -> deviceMajor = TarNumbers.parseDecimal(data, from, to);
            case "SCHILY.devminor" -> deviceMinor = TarNumbers.parseDecimal(data, from, to);
            case "GNU.sparse.major" -> sparseMajor = TarNumbers.parseDecimal(data, from, to);
            case "GNU.sparse.minor" -> sparseMinor = TarNumbers.parseDecimal(data, from, to);
            case "GNU.sparse.name" -> sparseName = Arrays.copyOfRange(data, from, to);
            case "GNU.sparse.realsize", "GNU.sparse.size" -> sparseSize = TarNumbers.parseDecimal(data, from, to);
            case "GNU.sparse.numblocks" -> sparseMap();
            case "GNU.sparse.offset" -> pendingOffset = TarNumbers.parseDecimal(data, from, to);
            case "GNU.sparse.numbytes" -> sparseStretch(TarNumbers.parseDecimal(data, from, to));
            case "GNU.sparse.map" -> sparseList(data, from, to);
            default -> {
                if (key.startsWith(ATTRIBUTE)) {
                    attribute(data, from, to, key);
                }
            }
        }
    }

    private void attribute(byte[] data, int from, int to, String key) {
        if (attributes == null) {
            attributes = new LinkedHashMap<>();
        }
        String name = key.substring(ATTRIBUTE.length()).replace("%3D", "=").replace("%25", "%");
        attributes.put(name, Arrays.copyOfRange(data, from, to));
    }

    private List<Extent> sparseMap() {
        if (sparseMap == null) {
            sparseMap = new ArrayList<>();
        }
        return sparseMap;
    }

    private void sparseStretch(long length) {
        if (pendingOffset < 0) {
            throw new IllegalArgumentException("a sparse stretch without its offset");
        }
        sparseMap().add(new Extent(pendingOffset, length));
        pendingOffset = -1;
    }

    private void sparseList(byte[] data, int from, int to) {
        sparseMap = new ArrayList<>();
        int start = from;
        for (int i = from; i <= to && from < to; i++) {
            if (i == to || data[i] == ',') {
                long number = TarNumbers.parseDecimal(data, start, i);
                if (pendingOffset < 0) {
                    pendingOffset = number;
                } else {
                    sparseStretch(number);
                }
                start = i + 1;
            }
        }
        if (pendingOffset >= 0) {
            throw new IllegalArgumentException("a sparse map with half a stretch");
        }
    }

    /** Reads seconds with decimals, of which nine count. */
    private static Instant time(byte[] data, int from, int to) {
        boolean negative = data[from] == '-';
        int at = negative ? from + 1 : from;
        int dot = at;
        while (dot < to && data[dot] != '.') {
            dot++;
        }
        long seconds = TarNumbers.parseDecimal(data, at, dot);
        long nanos = 0;
        long unit = 100_000_000;
        for (int i = dot + 1; i < to; i++) {
            int digit = data[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException("not a time");
            }
            nanos += digit * unit;
            unit /= 10;
        }
        return negative ? Instant.ofEpochSecond(-seconds, -nanos) : Instant.ofEpochSecond(seconds, nanos);
    }
}
