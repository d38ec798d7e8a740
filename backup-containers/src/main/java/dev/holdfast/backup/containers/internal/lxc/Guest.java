package dev.holdfast.backup.containers.internal.lxc;

import java.util.Locale;

/**
 * A container as its manager saw it a moment ago.
 *
 * @param state its state
 * @param isEphemeral whether it is deleted when it stops
 */
record Guest(State state, boolean isEphemeral) {

    /** The states that matter here; the others pass. */
    enum State {
        RUNNING,
        STOPPED,
        FROZEN,
        PASSING;

        static State of(String word) {
            for (State state : values()) {
                if (state.name().equals(word.strip().toUpperCase(Locale.ROOT))) {
                    return state;
                }
            }
            return PASSING;
        }
    }

    boolean runs() {
        return state == State.RUNNING;
    }
}
