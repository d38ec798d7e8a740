package dev.holdfast.backup.catalog;

import dev.holdfast.backup.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A backup's copy in one store.
 *
 * @param store the store's name
 * @param problem why the copy cannot be used, or {@code null} if its manifest is sound
 */
public record StoreCopy(String store, @Nullable Problem problem) {

    /**
     * Requires the name.
     *
     * @param store the store's name
     * @param problem why the copy cannot be used, or {@code null} if its manifest is sound
     */
    public StoreCopy {
        Objects.requireNonNull(store, "store");
    }

    /** {@return whether the copy's manifest is sound} */
    public boolean isSound() {
        return problem == null;
    }
}
