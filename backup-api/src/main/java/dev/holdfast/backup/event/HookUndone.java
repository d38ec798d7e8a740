package dev.holdfast.backup.event;

import java.time.Instant;

/**
 * All that a hook did was undone.
 *
 * @param run the run's id
 * @param at when
 * @param hook the hook's name
 */
public record HookUndone(String run, Instant at, String hook) implements BackupEvent {}
