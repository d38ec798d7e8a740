package dev.holdfast.backup.history;

import dev.holdfast.backup.BackupId;
import java.util.List;
import java.util.Objects;

/**
 * One copy of a backup that was removed, and why.
 *
 * @param backup the backup
 * @param target the name of its target
 * @param store the store it was removed from
 * @param reasons why, a short text each: {@code not among the last 7}
 * @param bytes what it took in the store
 */
public record RemovalRecord(BackupId backup, String target, String store, List<String> reasons, long bytes) {

    /**
     * Copies the list and requires the rest.
     *
     * @param backup the backup
     * @param target the name of its target
     * @param store the store it was removed from
     * @param reasons why
     * @param bytes what it took in the store
     */
    public RemovalRecord {
        Objects.requireNonNull(backup, "backup");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(store, "store");
        reasons = List.copyOf(reasons);
    }
}
