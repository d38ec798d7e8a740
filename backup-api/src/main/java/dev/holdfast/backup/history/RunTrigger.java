package dev.holdfast.backup.history;

/** What set a run off. */
public enum RunTrigger {
    /** Its schedule, in time. */
    SCHEDULE,
    /** Its schedule, late: it makes up for what was missed. */
    CATCH_UP,
    /** An earlier attempt that failed. */
    RETRY,
    /** Somebody at the command line. */
    COMMAND,
    /** The application that Holdfast is a part of. */
    HOST
}
