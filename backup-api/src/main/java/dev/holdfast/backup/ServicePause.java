package dev.holdfast.backup;

import java.time.Duration;
import java.util.Objects;

/**
 * How long one thing was held still.
 *
 * @param hook the name of the hook that did it
 * @param resource what was held still: {@code container:shop-worker}
 * @param length for how long, by the process's monotonic time; if it could not be brought back, until the report
 */
public record ServicePause(String hook, String resource, Duration length) {

    /**
     * Requires all parts.
     *
     * @param hook the name of the hook that did it
     * @param resource what was held still: {@code container:shop-worker}
     * @param length for how long, by the process's monotonic time; if it could not be brought back, until the report
     */
    public ServicePause {
        Objects.requireNonNull(hook, "hook");
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(length, "length");
    }
}
