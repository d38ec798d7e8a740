package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.postgres.internal.evidence.ArchiveBlocks;
import dev.holdfast.backup.postgres.internal.evidence.ArchiveHead;
import dev.holdfast.backup.postgres.internal.evidence.TableOfContents;
import dev.holdfast.backup.postgres.internal.evidence.TocEntry;
import dev.holdfast.backup.spi.BackupSink;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The table of contents of a dump on its way, kept in scratch until the dump is whole. */
final class Contents {

    private final Path file;
    private final Set<Long> tablesWithRows = new HashSet<>();
    private final Set<Integer> blocks = new HashSet<>();
    private Optional<ArchiveHead.Head> head = Optional.empty();

    Contents(Path directory) {
        this.file = directory.resolve("contents");
    }

    /**
     * Reads the beginning of a dump.
     *
     * @throws IOException if it does not begin as a dump does
     */
    void read(InputStream in) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            head = ArchiveHead.read(in, entry -> {
                if (entry.type().equals(TocEntry.TABLE_DATA)) {
                    tablesWithRows.add(entry.oid());
                    blocks.add(entry.id());
                }
                TableOfContents.write(out, entry);
            });
        }
    }

    /**
     * Reads what is behind the table of contents in the format custom.
     *
     * @throws IOException if it ends too early, or lacks the rows of a table
     */
    void readBlocks(InputStream in) throws IOException {
        if (head.isPresent()) {
            Set<Integer> missing = new HashSet<>(blocks);
            missing.removeAll(ArchiveBlocks.read(in, head.get().intSize()));
            if (!missing.isEmpty()) {
                throw new IOException("the rows of " + missing.size() + " tables are missing");
            }
        }
    }

    /** {@return whether the dump is of a form whose table of contents is known} */
    boolean isKnown() {
        return head.isPresent();
    }

    int entries() {
        return head.map(ArchiveHead.Head::entries).orElse(0);
    }

    /** {@return whether the dump has the rows of a table} */
    boolean hasRowsOf(DumpedTable table) {
        return tablesWithRows.contains(table.oid());
    }

    void store(BackupSink sink, String suffix) throws IOException {
        try (OutputStream out = sink.evidence(suffix)) {
            Files.copy(file, out);
        }
    }
}
