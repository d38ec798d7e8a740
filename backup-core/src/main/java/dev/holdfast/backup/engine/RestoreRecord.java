package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.RestoreWay;
import java.time.Instant;
import java.util.Objects;

/**
 * A restore as it is remembered.
 *
 * @param id its id
 * @param backup the backup
 * @param target the target
 * @param way the way
 * @param state how far it is
 * @param startedAt when it began
 */
public record RestoreRecord(
        String id, BackupId backup, TargetId target, RestoreWay way, RestoreState state, Instant startedAt) {

    /**
     * Requires all parts.
     *
     * @param id its id
     * @param backup the backup
     * @param target the target
     * @param way the way
     * @param state how far it is
     * @param startedAt when it began
     */
    public RestoreRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(backup, "backup");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(way, "way");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
    }
}
