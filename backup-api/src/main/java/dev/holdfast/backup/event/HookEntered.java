package dev.holdfast.backup.event;

import java.time.Instant;

/**
 * A hook was entered.
 *
 * @param run the run's id
 * @param at when
 * @param hook the hook's name
 */
public record HookEntered(String run, Instant at, String hook) implements BackupEvent {}
