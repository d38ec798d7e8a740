package dev.holdfast.backup.files.archive;

import dev.holdfast.backup.files.archive.internal.ZipReader;
import dev.holdfast.backup.files.archive.internal.ZipWriter;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.EntryKind;
import java.io.IOException;
import java.util.Set;

/**
 * The zip format, which every desktop opens: files, directories and symbolic links; any other kind is refused with {@code HF-ARC-001}.
 *
 * <p>Our reader gives back all of {@link dev.holdfast.backup.spi.EntryMetadata}. Other tools give back names, modes, owners by number and times
 * to the second: owners' names, nanoseconds, times outside 1901 to 2038 and extended attributes lie in an extra field of our own, {@code 0x4648}, in
 * the form of pax records. {@link dev.holdfast.backup.spi.ArchiveEntry#version()} is not kept.
 *
 * <p>Names and links must be UTF-8 ({@code HF-ARC-003}); names, and owners' names with attributes, have at most 64 KiB, and the name of a file does
 * not end with a slash ({@code HF-ARC-002}). Content is deflated. To write takes memory for the directory at the archive's end, some 30 bytes per
 * entry; to read takes a seekable file, and no memory that grows.
 *
 * <p>Thread-safe.
 */
public final class ZipArchiver implements Archiver {

    /** The format's type. */
    public static final String FORMAT = "zip";

    /** Makes the archiver; all are alike. */
    public ZipArchiver() {}

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public Set<EntryKind> kinds() {
        return ZipWriter.KINDS;
    }

    @Override
    public ArchiveWriter create(ArchiveOutput out) throws IOException {
        return new ZipWriter(out.artifact());
    }

    @Override
    public ArchiveReader open(ArchiveInput in) throws IOException {
        return new ZipReader(in.file());
    }
}
