package dev.holdfast.backup.catalog;

import dev.holdfast.backup.VerificationLevel;
import java.time.Instant;
import java.util.Objects;

/**
 * That a backup was proven good.
 *
 * @param level how far
 * @param at when
 */
public record Verification(VerificationLevel level, Instant at) {

    /**
     * Requires both parts.
     *
     * @param level how far
     * @param at when
     */
    public Verification {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(at, "at");
    }
}
