package dev.holdfast.backup.history;

import dev.holdfast.backup.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of a backup in one store: whether it was committed there, or proved there.
 *
 * @param store the store's name
 * @param succeeded whether it was
 * @param problem why not, or {@code null}
 */
public record StoreRecord(
        String store, boolean succeeded, @Nullable Problem problem) {

    /**
     * Requires the name.
     *
     * @param store the store's name
     * @param succeeded whether it was
     * @param problem why not, or {@code null}
     */
    public StoreRecord {
        Objects.requireNonNull(store, "store");
    }
}
