package dev.holdfast.backup.files.internal;

import java.util.Set;

/** How a snapshot holds the content of files. */
public enum HoldBy {
    /** There are no snapshots. */
    NOTHING("", Set.of()),
    /** By a second name. */
    HARD_LINK("hard links", Set.of("vfat", "msdos", "exfat")),
    /** By a copy that shares blocks. */
    REFLINK(
            "reflinks",
            Set.of(
                    "ext2",
                    "ext3",
                    "ext4",
                    "tmpfs",
                    "ramfs",
                    "vfat",
                    "msdos",
                    "exfat",
                    "ntfs",
                    "ntfs3",
                    "fuseblk",
                    "f2fs",
                    "jfs",
                    "reiserfs"));

    private final String words;
    private final Set<String> lacking;

    HoldBy(String words, Set<String> lacking) {
        this.words = words;
        this.lacking = lacking;
    }

    /** Returns what the file system must offer, for messages. */
    String words() {
        return words;
    }

    /** Tells whether a file system is known not to offer it; for all others only trying tells. */
    boolean isUnknownTo(String fileSystem) {
        return lacking.contains(fileSystem);
    }
}
