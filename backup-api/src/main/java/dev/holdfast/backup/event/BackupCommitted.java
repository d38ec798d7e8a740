package dev.holdfast.backup.event;

import dev.holdfast.backup.BackupId;
import java.time.Instant;
import java.util.List;

/**
 * A backup exists.
 *
 * @param run the run's id
 * @param at when
 * @param backup the backup
 * @param stores the names of the stores that have it
 */
public record BackupCommitted(String run, Instant at, BackupId backup, List<String> stores) implements BackupEvent {}
