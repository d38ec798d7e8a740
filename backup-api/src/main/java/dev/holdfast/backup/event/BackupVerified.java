package dev.holdfast.backup.event;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.VerificationLevel;
import java.time.Instant;
import java.util.List;

/**
 * A backup was looked at.
 *
 * @param run the operation's id
 * @param at when
 * @param backup the backup
 * @param store the store's name
 * @param level how far
 * @param problems what is wrong; empty if it is good
 */
public record BackupVerified(
        String run, Instant at, BackupId backup, String store, VerificationLevel level, List<Problem> problems)
        implements BackupEvent {}
