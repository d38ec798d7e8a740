package dev.holdfast.backup.event;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import java.time.Instant;

/**
 * A run that was due was not made.
 *
 * @param run the id it is remembered by
 * @param at when that was found
 * @param job the job's name; empty for maintenance
 * @param dueAt when it was due
 * @param state {@link RunState#SKIPPED} or {@link RunState#REFUSED}
 * @param problem why
 */
public record RunSkipped(String run, Instant at, String job, Instant dueAt, RunState state, Problem problem)
        implements BackupEvent {}
