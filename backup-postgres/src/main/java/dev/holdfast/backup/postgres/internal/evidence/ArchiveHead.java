package dev.holdfast.backup.postgres.internal.evidence;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the beginning of what {@code pg_dump} writes in its formats custom and directory: the head and the table of contents, which comes
 * before all data. Names are whole there, while the text of {@code pg_restore -l} does not tell where one ends.
 *
 * <p>Reads no byte beyond the table of contents.
 */
public final class ArchiveHead {

    private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);
    private static final int CUSTOM = 1;
    private static final int DIRECTORY = 5;

    /** What the table of contents of a directory says it is of. */
    private static final int FILES = 3;

    private static final int OLDEST = version(1, 12);
    private static final int NEWEST = version(1, 16);
    private static final int V1_14 = version(1, 14);
    private static final int V1_15 = version(1, 15);
    private static final int V1_16 = version(1, 16);
    private static final int DATE_PARTS = 7;
    private static final int LONGEST_NAME = 1 << 20;

    private final InputStream in;
    private int version;
    private int intSize;
    private int offsetSize;
    private int format;

    private ArchiveHead(InputStream in) {
        this.in = in;
    }

    /** Takes the entries. */
    @FunctionalInterface
    public interface Entries {

        /**
         * Takes one.
         *
         * @param entry the next entry
         * @throws IOException if it cannot be kept
         */
        void accept(TocEntry entry) throws IOException;
    }

    /**
     * What the head says.
     *
     * @param format of the archive's own form: {@code 1.14}
     * @param database the database's name
     * @param serverVersion the server's version
     * @param toolVersion the version of {@code pg_dump}
     * @param entries how many entries the table of contents has
     * @param intSize how many bytes a number has behind its sign, in all of the archive
     */
    public record Head(
            String format, String database, String serverVersion, String toolVersion, int entries, int intSize) {}

    /**
     * Reads head and table of contents.
     *
     * @param in the dump, or the file {@code toc.dat} of a directory
     * @param entries is given every entry, in order
     * @return what the head says; empty if it is of a later form than is known here, in which case no entry was given
     * @throws IOException if the stream cannot be read, or is no such dump, or ends before the table of contents does
     */
    public static Optional<Head> read(InputStream in, Entries entries) throws IOException {
        return new ArchiveHead(in).read(entries);
    }

    private static int version(int major, int minor) {
        return major * 256 + minor;
    }

    private Optional<Head> read(Entries entries) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw new IOException("this is not an archive of pg_dump: it begins otherwise");
        }
        int major = octet();
        int minor = octet();
        octet();
        version = version(major, minor);
        if (version > NEWEST) {
            return Optional.empty();
        }
        if (version < OLDEST) {
            throw new IOException("archives of the form " + major + "." + minor + " are too old");
        }
        intSize = size(octet());
        offsetSize = size(octet());
        format = octet();
        if (format != CUSTOM && format != DIRECTORY && format != FILES) {
            throw new IOException("this is an archive of the unknown kind " + format);
        }
        if (version >= V1_15) {
            octet();
        } else {
            integer();
        }
        for (int i = 0; i < DATE_PARTS; i++) {
            integer();
        }
        String database = text();
        String server = text();
        String tool = text();
        int count = integer();
        if (count < 0) {
            throw new IOException("the table of contents has " + count + " entries");
        }
        for (int i = 0; i < count; i++) {
            entries.accept(entry());
        }
        return Optional.of(new Head(major + "." + minor, database, server, tool, count, intSize));
    }

    private static int size(int size) throws IOException {
        if (size < 1 || size > 8) {
            throw new IOException("numbers of " + size + " bytes are unknown");
        }
        return size;
    }

    private TocEntry entry() throws IOException {
        int id = integer();
        integer();
        long catalog = number(text());
        long oid = number(text());
        String name = text();
        String type = text();
        integer();
        skipText();
        skipText();
        skipText();
        String schema = text();
        skipText();
        if (version >= V1_14) {
            skipText();
        }
        if (version >= V1_16) {
            integer();
        }
        String owner = text();
        skipText();
        while (optionalText() != null) {
            // The numbers of entries it depends on, until one is absent.
            continue;
        }
        if (format == CUSTOM) {
            in.skipNBytes(1L + offsetSize);
        } else {
            skipText();
        }
        return new TocEntry(id, catalog, oid, type, schema, name, owner);
    }

    private static long number(String text) throws IOException {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("an object id is no number", e);
        }
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the archive ends in its table of contents");
        }
        return octet;
    }

    /** A sign, then the bytes from the lowest to the highest. */
    private int integer() throws IOException {
        int sign = octet();
        long value = 0;
        for (int i = 0; i < intSize; i++) {
            value |= (long) octet() << (8 * i);
        }
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IOException("a number is out of bounds");
        }
        return (int) (sign == 0 ? value : -value);
    }

    private String text() throws IOException {
        String text = optionalText();
        return text == null ? "" : text;
    }

    private @Nullable String optionalText() throws IOException {
        int length = integer();
        if (length < 0) {
            return null;
        }
        if (length > LONGEST_NAME) {
            throw new IOException("a name is " + length + " bytes long");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the archive ends in its table of contents");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Definitions may be long and are not needed. */
    private void skipText() throws IOException {
        int length = integer();
        if (length > 0) {
            in.skipNBytes(length);
        }
    }
}
