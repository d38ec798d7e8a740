package dev.holdfast.backup;

/** How grave a {@link Problem} is. */
public enum Severity {
    /** Worth knowing; changes nothing. */
    INFO,
    /** The result is usable but not what was asked for in full: the run is {@link RunState#DEGRADED}. */
    WARNING,
    /** There is no usable result: the run is {@link RunState#FAILED}. */
    ERROR
}
