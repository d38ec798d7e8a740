package dev.holdfast.backup.event;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupId;
import java.time.Instant;

/**
 * An artifact is complete in at least one store.
 *
 * @param run the run's id
 * @param at when
 * @param backup the backup
 * @param artifact the artifact
 */
public record ArtifactStored(String run, Instant at, BackupId backup, Artifact artifact) implements BackupEvent {}
