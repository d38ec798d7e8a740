package dev.holdfast.backup.event;

import dev.holdfast.backup.BackupId;
import java.time.Instant;

/**
 * A restore reached another state.
 *
 * @param run the restore's id
 * @param at when
 * @param backup the backup
 * @param state {@code staging}, {@code swapped}, {@code rolled-back}, {@code confirmed} …
 */
public record RestoreAdvanced(String run, Instant at, BackupId backup, String state) implements BackupEvent {}
