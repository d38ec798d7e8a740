package dev.holdfast.backup.spi;

import java.util.Locale;

/** What an entry of an archive is. */
public enum EntryKind {
    /** A regular file. */
    FILE,
    /** A regular file with holes; only its extents are stored. */
    SPARSE_FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link; {@link ArchiveEntry#link()} is its text. */
    SYMBOLIC_LINK,
    /** A further name of a file that came earlier; {@link ArchiveEntry#link()} is that entry's name. */
    HARD_LINK,
    /** A named pipe. */
    FIFO,
    /** A character device. */
    CHARACTER_DEVICE,
    /** A block device. */
    BLOCK_DEVICE;

    /** {@return whether entries of this kind have content} */
    public boolean hasContent() {
        return this == FILE || this == SPARSE_FILE;
    }

    /** {@return the word used in indexes and messages: {@code symbolic-link}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
