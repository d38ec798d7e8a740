package dev.holdfast.backup.engine;

import dev.holdfast.backup.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a backup in one store.
 *
 * @param store the store's name
 * @param problem why the store does not have it, or {@code null} if it has
 */
public record StoreOutcome(String store, @Nullable Problem problem) {

    /**
     * Requires the name.
     *
     * @param store the store's name
     * @param problem why the store does not have it, or {@code null} if it has
     */
    public StoreOutcome {
        Objects.requireNonNull(store, "store");
    }

    /** {@return whether the store has the backup} */
    public boolean isCommitted() {
        return problem == null;
    }
}
