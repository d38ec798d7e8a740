package dev.holdfast.backup.event;

import dev.holdfast.backup.BackupId;
import java.time.Instant;
import java.util.List;

/**
 * A backup was removed from a store.
 *
 * @param run the operation's id
 * @param at when
 * @param backup the backup
 * @param store the store's name
 * @param reasons why
 */
public record BackupRemoved(String run, Instant at, BackupId backup, String store, List<String> reasons)
        implements BackupEvent {}
