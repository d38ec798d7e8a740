package dev.holdfast.backup.event;

import java.time.Instant;

/**
 * A phase of a run began; it ends when the next one begins.
 *
 * @param run the run's id
 * @param at when
 * @param phase the phase: {@code check}, {@code space}, {@code hooks}, {@code capture}, {@code verify}, {@code commit}, {@code expire} …
 * @param object the target or store, or empty
 */
public record PhaseStarted(String run, Instant at, String phase, String object) implements BackupEvent {}
