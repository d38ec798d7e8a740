package dev.holdfast.backup.postgres.internal.restore;

/** The form in which a backup holds a dump. */
enum DumpForm {
    /** One file of {@code pg_dump -Fc}. */
    CUSTOM,
    /** A script. */
    PLAIN,
    /** The files of {@code pg_dump -Fd} in an archive. */
    DIRECTORY
}
