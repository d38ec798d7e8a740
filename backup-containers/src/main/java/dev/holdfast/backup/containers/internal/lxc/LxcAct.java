package dev.holdfast.backup.containers.internal.lxc;

/** How a container is held still. */
public enum LxcAct {
    /** Shut down, and started again. */
    STOP,
    /** Frozen where it is, and thawed. */
    FREEZE
}
