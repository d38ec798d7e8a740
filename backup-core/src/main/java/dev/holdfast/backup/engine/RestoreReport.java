package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a restore ended.
 *
 * @param restore the restore as it is remembered
 * @param state how it ended
 * @param finishedAt when
 * @param pause how long hooks held services still, or how long the swap took where there are none
 * @param pauses what was held still, each with its own length; empty where only the swap took time
 * @param bytes bytes brought back
 * @param entries entries brought back
 * @param problems what was not as asked for
 * @param failure the first error, or {@code null}
 */
public record RestoreReport(
        RestoreRecord restore,
        RunState state,
        Instant finishedAt,
        Duration pause,
        List<ServicePause> pauses,
        long bytes,
        long entries,
        List<Problem> problems,
        @Nullable BackupException failure) {

    /**
     * Copies the lists.
     *
     * @param restore the restore as it is remembered
     * @param state how it ended
     * @param finishedAt when
     * @param pause how long hooks held services still, or how long the swap took where there are none
     * @param pauses what was held still, each with its own length; empty where only the swap took time
     * @param bytes bytes brought back
     * @param entries entries brought back
     * @param problems what was not as asked for
     * @param failure the first error, or {@code null}
     */
    public RestoreReport {
        Objects.requireNonNull(restore, "restore");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(finishedAt, "finishedAt");
        Objects.requireNonNull(pause, "pause");
        pauses = List.copyOf(pauses);
        problems = List.copyOf(problems);
    }

    /**
     * Returns this report if the restore gave a usable result.
     *
     * @return this report
     * @throws BackupException the first error otherwise
     */
    public RestoreReport orThrow() {
        if (!state.isUsable() && failure != null) {
            throw failure;
        }
        return this;
    }
}
