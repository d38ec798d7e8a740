package dev.holdfast.backup.containers.internal.docker;

import java.util.Locale;

/** What a hook does to containers. */
public enum Act {
    /** They are stopped, and started again. */
    STOP,
    /** Their processes are paused, and go on. */
    PAUSE,
    /** Commands are run inside, before and after. */
    EXEC,
    /** The services of a swarm that they belong to are scaled to none, and back. */
    SCALE;

    /** {@return the word used in configurations and records: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return whether a container that rests by this act rests at least as deeply as by the other} */
    boolean covers(Act other) {
        return this == other || (this == STOP && other == PAUSE);
    }
}
