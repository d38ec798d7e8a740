package dev.holdfast.backup.files;

import java.util.Locale;

/** How files are held still while they are read, so that a pause of services can end before their content was read. */
public enum SnapshotKind {
    /** Not at all: a pause lasts until all is read. */
    NONE,
    /**
     * Every file gets a second name on its file system. Right only where applications replace files instead of writing into them: a second name
     * shows what is written into the file afterwards.
     */
    HARD_LINK,
    /** Every file is copied by sharing its blocks; only on file systems that can, such as XFS and Btrfs. */
    REFLINK;

    /** {@return the word used in configurations, such as {@code hard-link}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
