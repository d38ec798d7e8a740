package dev.holdfast.backup.files.archive.internal;

/** What a sound archive stays under; a reader's memory is bounded by these, and a writer refuses what a reader would. */
final class Limits {

    /** Bytes of a name or a link's text. */
    static final int NAME_BYTES = 64 * 1024;

    /** Bytes of all extended headers of one entry, and of all global ones. */
    static final int EXTENDED_HEADER_BYTES = 1024 * 1024;

    /** Stretches of data of one sparse file. */
    static final int EXTENTS = 1_000_000;

    /** Zero bytes that may follow the end; the tape records of other writers are shorter. */
    static final long TRAILING_BYTES = 64L * 1024 * 1024;

    private Limits() {}
}
