package dev.holdfast.backup.history;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run did with one target, or with one backup of it.
 *
 * @param target the target's name
 * @param state how that ended
 * @param backup the backup that was made, restored, proved or copied; {@code null} if there is none
 * @param originalBytes how much was read from the target, or written to it
 * @param storedBytes how much one copy takes in a store
 * @param entries how many entries the backup has
 * @param stores an outcome per store
 */
public record TargetRecord(
        String target,
        RunState state,
        @Nullable BackupId backup,
        long originalBytes,
        long storedBytes,
        long entries,
        List<StoreRecord> stores) {

    /**
     * Copies the list and requires the rest.
     *
     * @param target the target's name
     * @param state how that ended
     * @param backup the backup, or {@code null}
     * @param originalBytes bytes read from the target, or written to it
     * @param storedBytes bytes of one copy in a store
     * @param entries how many entries the backup has
     * @param stores an outcome per store
     */
    public TargetRecord {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(state, "state");
        stores = List.copyOf(stores);
    }
}
