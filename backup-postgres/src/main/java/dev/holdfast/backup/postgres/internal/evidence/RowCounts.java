package dev.holdfast.backup.postgres.internal.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** The evidence {@link Suffixes#ROWS}: each line tells the rows of a table, as JSON. */
public final class RowCounts {

    private RowCounts() {}

    /**
     * Writes all lines.
     *
     * @param out where to
     * @param tables the tables
     * @throws IOException if they cannot be written
     */
    public static void write(OutputStream out, List<TableRows> tables) throws IOException {
        for (TableRows table : tables) {
            out.write((table.json() + '\n').getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Reads all lines.
     *
     * @param in the evidence, read to its end
     * @param each is given every table
     * @throws IOException if it cannot be read
     * @throws dev.holdfast.backup.IntegrityException {@code HF-PG-073} if it is not in this form
     */
    public static void read(InputStream in, Consumer<TableRows> each) throws IOException {
        Evidence.lines(in, Suffixes.ROWS, members -> each.accept(TableRows.of(members)));
    }
}
