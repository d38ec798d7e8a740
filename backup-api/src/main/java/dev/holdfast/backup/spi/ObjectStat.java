package dev.holdfast.backup.spi;

import dev.holdfast.backup.ObjectKey;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a store says of an object.
 *
 * @param key its key
 * @param bytes its size
 * @param modified when it was committed, by the store's clock; good for caches, never for order
 * @param sha256 the SHA-256 that the store itself computed or checked, in hexadecimal digits, or {@code null} if it does not
 */
public record ObjectStat(
        ObjectKey key,
        long bytes,
        Instant modified,
        @Nullable String sha256) {

    /**
     * Validates the size.
     *
     * @param key its key
     * @param bytes its size
     * @param modified when it was committed, by the store's clock; good for caches, never for order
     * @param sha256 the SHA-256 that the store itself computed or checked, in hexadecimal digits, or {@code null} if it does not
     */
    public ObjectStat {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(modified, "modified");
        if (bytes < 0) {
            throw new IllegalArgumentException("negative size of " + key);
        }
    }
}
