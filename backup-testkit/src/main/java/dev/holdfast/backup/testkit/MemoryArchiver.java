package dev.holdfast.backup.testkit;

import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.EntryKind;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The simplest archive format that keeps all of an entry: headers with a checksum, contents, and an end mark. For tests alone: no tool reads
 * it, and its form may change with any release.
 */
public final class MemoryArchiver implements Archiver {

    static final String FORMAT = "memory";

    private final Set<EntryKind> kinds;

    /** Makes an archiver for all kinds of entries. */
    public MemoryArchiver() {
        this(EnumSet.allOf(EntryKind.class));
    }

    /**
     * Makes an archiver that refuses some kinds of entries.
     *
     * @param kinds the kinds that it can store
     */
    public MemoryArchiver(Set<EntryKind> kinds) {
        this.kinds = Set.copyOf(kinds);
    }

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public Set<EntryKind> kinds() {
        return kinds;
    }

    @Override
    public ArchiveWriter create(ArchiveOutput out) throws IOException {
        return new MemoryArchiveWriter(out.artifact(), kinds);
    }

    @Override
    public ArchiveReader open(ArchiveInput in) throws IOException {
        return new MemoryArchiveReader(in.stream());
    }
}
