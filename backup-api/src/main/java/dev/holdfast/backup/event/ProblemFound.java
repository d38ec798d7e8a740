package dev.holdfast.backup.event;

import dev.holdfast.backup.Problem;
import java.time.Instant;

/**
 * A problem was reported.
 *
 * @param run the run's id
 * @param at when
 * @param object the target, store or hook; may be empty
 * @param problem the problem
 */
public record ProblemFound(String run, Instant at, String object, Problem problem) implements BackupEvent {}
