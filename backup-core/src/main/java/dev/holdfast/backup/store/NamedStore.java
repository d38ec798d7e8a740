package dev.holdfast.backup.store;

import dev.holdfast.backup.spi.BackupStore;
import java.util.Objects;

/**
 * An open store with the name the host gave it.
 *
 * @param name the name
 * @param store the store
 */
public record NamedStore(String name, BackupStore store) {

    /**
     * Requires both parts.
     *
     * @param name the name
     * @param store the store
     */
    public NamedStore {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(store, "store");
    }
}
