package dev.holdfast.backup.files.archive;

import dev.holdfast.backup.files.archive.internal.TarReader;
import dev.holdfast.backup.files.archive.internal.TarWriter;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.EntryKind;
import java.io.IOException;
import java.util.Set;

/**
 * The tar format, as POSIX.1-2001 has it: every kind of entry, and every byte of it, in a form that the usual tools read.
 *
 * <p>It keeps all of {@link dev.holdfast.backup.spi.EntryMetadata}. What the plain header has no room for is in pax records: long names, names
 * that are not ASCII (their bytes as they are), large numbers, times with nanoseconds or before 1970; extended attributes as {@code
 * SCHILY.xattr}, sparse files in GNU's format 1.0. {@link dev.holdfast.backup.spi.ArchiveEntry#version()} is not kept.
 *
 * <p>A name may have 64 KiB, all names and attributes of an entry together 1 MiB, a sparse file 1,000,000 stretches of data: more is refused
 * with {@code HF-ARC-002}, and a reader refuses it with {@code HF-ARC-006}. It reads what other tools write: the old form, ustar, pax, GNU.
 *
 * <p>Thread-safe.
 */
public final class TarArchiver implements Archiver {

    /** The format's type. */
    public static final String FORMAT = "tar";

    /** Makes the archiver; all are alike. */
    public TarArchiver() {}

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public Set<EntryKind> kinds() {
        return TarWriter.KINDS;
    }

    @Override
    public ArchiveWriter create(ArchiveOutput out) throws IOException {
        return new TarWriter(out.artifact());
    }

    @Override
    public ArchiveReader open(ArchiveInput in) throws IOException {
        return new TarReader(in.stream());
    }
}
