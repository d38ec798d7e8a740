package dev.holdfast.backup.scheduler.internal.run;

/** Why a run is to be begun. */
public enum Reason {
    /** Its schedule says so. */
    SCHEDULE,
    /** It was due while nobody was there. */
    CATCH_UP,
    /** It failed before. */
    RETRY,
    /** Whoever made it is gone, or had to end it; perhaps its backup is there. */
    REVIVED,
    /** It was due while another one went on. */
    QUEUED
}
