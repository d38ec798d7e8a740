package dev.holdfast.backup.postgres.internal.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The evidence {@link Suffixes#CONTENTS}: each line is an entry of the dump's table of contents, as JSON. */
public final class TableOfContents {

    private TableOfContents() {}

    /**
     * Writes one line.
     *
     * @param out where to
     * @param entry the entry
     * @throws IOException if it cannot be written
     */
    public static void write(OutputStream out, TocEntry entry) throws IOException {
        out.write((entry.json() + '\n').getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads all lines.
     *
     * @param in the evidence, read to its end
     * @param each is given every entry, in the order of the dump
     * @throws IOException if it cannot be read
     * @throws dev.holdfast.backup.IntegrityException {@code HF-PG-073} if it is not in this form
     */
    public static void read(InputStream in, Consumer<TocEntry> each) throws IOException {
        Evidence.lines(in, Suffixes.CONTENTS, members -> each.accept(TocEntry.of(members)));
    }
}
