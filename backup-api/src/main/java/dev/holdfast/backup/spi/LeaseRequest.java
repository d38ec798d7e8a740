package dev.holdfast.backup.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * What somebody wants the right to work on.
 *
 * @param resource the resource: {@code target/orders}
 * @param mode who else may work on it
 * @param purpose what for, for people: {@code create nightly}
 * @param patience how long to wait for it; zero for not at all
 */
public record LeaseRequest(String resource, LeaseMode mode, String purpose, Duration patience) {

    /**
     * Requires all parts.
     *
     * @param resource the resource: {@code target/orders}
     * @param mode who else may work on it
     * @param purpose what for, for people: {@code create nightly}
     * @param patience how long to wait for it; zero for not at all
     */
    public LeaseRequest {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(patience, "patience");
    }
}
