package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param run its id
 * @param job the job's name
 * @param state how it ended; FAILED if a target has no backup, even where others have one
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param pause how long hooks held anything still
 * @param pauses what was held still, each with its own length
 * @param backups a result per target
 * @param problems problems of the run as a whole: stores, hooks, retention
 * @param failure the first error, or {@code null}
 */
public record RunReport(
        String run,
        String job,
        RunState state,
        Instant startedAt,
        Instant finishedAt,
        Duration pause,
        List<ServicePause> pauses,
        List<BackupResult> backups,
        List<Problem> problems,
        @Nullable BackupException failure) {

    /**
     * Copies the lists.
     *
     * @param run its id
     * @param job the job's name
     * @param state how it ended; FAILED if a target has no backup, even where others have one
     * @param startedAt when it began
     * @param finishedAt when it ended
     * @param pause how long hooks held anything still
     * @param pauses what was held still, each with its own length
     * @param backups a result per target
     * @param problems problems of the run as a whole: stores, hooks, retention
     * @param failure the first error, or {@code null}
     */
    public RunReport {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(finishedAt, "finishedAt");
        Objects.requireNonNull(pause, "pause");
        pauses = List.copyOf(pauses);
        backups = List.copyOf(backups);
        problems = List.copyOf(problems);
    }

    /** {@return the first error, if there was one} */
    public Optional<BackupException> firstError() {
        return Optional.ofNullable(failure);
    }

    /**
     * Returns this report if there is a usable backup of every target.
     *
     * @return this report, SUCCEEDED or DEGRADED
     * @throws BackupException the first error otherwise
     */
    public RunReport orThrow() {
        if (state.isUsable()) {
            return this;
        }
        if (failure != null) {
            throw failure;
        }
        throw new CancelledException(Failure.of("HF-RUN-001", "run " + run + " of " + job + " was cancelled"));
    }
}
