package dev.holdfast.backup;

/** The state of a run, a backup within it, or a restore. */
public enum RunState {
    /** Begun and not ended. */
    RUNNING,
    /** Ended with all that was asked for. */
    SUCCEEDED,
    /** Ended with a usable result and problems that are listed. */
    DEGRADED,
    /** Ended without a result. */
    FAILED,
    /** Ended because somebody asked for it; nothing is left behind. */
    CANCELLED,
    /** Found running by a later start, its owner gone. */
    INTERRUPTED,
    /** Not begun: somebody else works on the same thing, or a rule forbids it. No backup has it. */
    REFUSED,
    /** Not begun: its schedule left it out. No backup has it. */
    SKIPPED;

    /** {@return whether there is a usable result} */
    public boolean isUsable() {
        return this == SUCCEEDED || this == DEGRADED;
    }
}
