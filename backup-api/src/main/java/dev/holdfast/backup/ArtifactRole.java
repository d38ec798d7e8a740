package dev.holdfast.backup;

import java.util.Locale;

/** What an artifact is for. */
public enum ArtifactRole {
    /** Restored: a dump, an archive. */
    DATA,
    /** Kept as a proof, not restored: row counts, tables of contents. */
    EVIDENCE,
    /** The index of an archive's entries with their digests. */
    INDEX,
    /** Words for people: how to restore by hand. */
    GUIDE;

    /** {@return the word used in manifests: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
