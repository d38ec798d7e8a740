package dev.holdfast.backup.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Throws again what was caught, as it is. */
final class Thrown {

    private Thrown() {}

    /**
     * Throws what the stream below threw, or else what the codec threw.
     *
     * @return never; makes {@code throw} possible at the call
     */
    static IOException pass(@Nullable Throwable below, Throwable codec) throws IOException {
        Throwable e = below == null ? codec : below;
        if (e instanceof Error error) {
            throw error;
        }
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (e instanceof IOException known) {
            throw known;
        }
        throw new IOException(e);
    }
}
