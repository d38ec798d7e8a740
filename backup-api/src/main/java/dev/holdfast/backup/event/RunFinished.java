package dev.holdfast.backup.event;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import java.time.Instant;
import java.util.List;

/**
 * A run, restore or other operation ended.
 *
 * @param run its id
 * @param at when
 * @param job the job, or the command's name
 * @param state how it ended
 * @param problems all problems
 */
public record RunFinished(String run, Instant at, String job, RunState state, List<Problem> problems)
        implements BackupEvent {}
