package dev.holdfast.backup.event;

import dev.holdfast.backup.Problem;
import java.time.Instant;

/**
 * A store failed and dropped out of a run; the others go on.
 *
 * @param run the run's id
 * @param at when
 * @param store the store's name
 * @param problem why
 */
public record StoreDropped(String run, Instant at, String store, Problem problem) implements BackupEvent {}
