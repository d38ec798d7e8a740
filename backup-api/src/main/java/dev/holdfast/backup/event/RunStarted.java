package dev.holdfast.backup.event;

import java.time.Instant;
import java.util.List;

/**
 * A run of a job began.
 *
 * @param run the run's id
 * @param at when
 * @param job the job
 * @param targets the names of its targets
 */
public record RunStarted(String run, Instant at, String job, List<String> targets) implements BackupEvent {}
