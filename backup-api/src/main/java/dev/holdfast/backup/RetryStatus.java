package dev.holdfast.backup;

/** Whether trying again may help. */
public enum RetryStatus {
    /** The same attempt fails again until somebody changes something. */
    NEVER,
    /** It may pass by itself: try again later. */
    LATER,
    /** It might have passed by itself, was tried again as often as allowed, and did not. */
    EXHAUSTED
}
