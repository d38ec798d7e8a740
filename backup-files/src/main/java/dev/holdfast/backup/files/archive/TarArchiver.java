package dev.holdfast.backup.files.archive;

import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.EntryKind;
import java.io.IOException;
import java.util.Set;

/** The tar format: POSIX.1-2001 with pax records. Thread-safe. */
public final class TarArchiver implements Archiver {

    /** The format's type. */
    public static final String FORMAT = "tar";

    private static final Set<EntryKind> KINDS = Set.of(EntryKind.values());

    /** Makes the archiver; all are alike. */
    public TarArchiver() {}

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public Set<EntryKind> kinds() {
        return KINDS;
    }

    @Override
    public ArchiveWriter create(ArchiveOutput out) throws IOException {
        throw new IOException("writing tar archives is not there yet");
    }

    @Override
    public ArchiveReader open(ArchiveInput in) throws IOException {
        throw new IOException("reading tar archives is not there yet");
    }
}
