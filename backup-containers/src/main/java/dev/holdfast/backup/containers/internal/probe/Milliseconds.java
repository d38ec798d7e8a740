package dev.holdfast.backup.containers.internal.probe;

import java.time.Duration;

/** Limits as sockets take them, for which zero is none. */
final class Milliseconds {

    private Milliseconds() {}

    static int of(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }
}
