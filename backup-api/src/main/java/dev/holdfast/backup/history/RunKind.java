package dev.holdfast.backup.history;

/** What was done. */
public enum RunKind {
    /** A job was run. */
    BACKUP,
    /** A backup was restored. */
    RESTORE,
    /** A restore was undone. */
    ROLLBACK,
    /** What a restore kept for a rollback was dropped. */
    CONFIRM,
    /** Backups were read again to prove them. */
    VERIFY,
    /** Backups were removed by the rules of retention. */
    EXPIRE,
    /** A backup was removed because somebody asked for it. */
    DELETE,
    /** Objects that no manifest names were removed. */
    SWEEP,
    /** What processes left behind that are gone was ended. */
    RECOVER,
    /** A backup was copied to another store. */
    COPY,
    /** A backup was copied to a directory, out of the host's stores. */
    EXPORT,
    /** The backups of a directory were copied to a store. */
    IMPORT,
    /** A backup was pinned. */
    PIN,
    /** A backup was handed back to the rules of retention. */
    UNPIN
}
