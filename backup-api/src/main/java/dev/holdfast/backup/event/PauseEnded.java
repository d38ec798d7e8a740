package dev.holdfast.backup.event;

import dev.holdfast.backup.ServicePause;
import java.time.Instant;

/**
 * Something that a hook held still runs again, or is left to rest for another run.
 *
 * @param run the run's id
 * @param at when
 * @param pause what it was, and for how long
 */
public record PauseEnded(String run, Instant at, ServicePause pause) implements BackupEvent {}
