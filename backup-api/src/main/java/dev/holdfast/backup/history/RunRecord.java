package dev.holdfast.backup.history;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is remembered: the audit trail of what was done, when, for whom, and what came of it.
 *
 * @param id its id, unique over all nodes
 * @param kind what was done
 * @param job the job's name; empty where no job was asked for
 * @param cause why, and for whom
 * @param node the node it ran on; empty if the history knows of one node only
 * @param state its state
 * @param startedAt when it began
 * @param finishedAt when it ended, or {@code null} while it runs
 * @param targets what came of each target
 * @param removals which backups it removed, and why
 * @param problems everything that went wrong, the first error first
 * @param pause how long hooks held anything still
 * @param pauses what was held still, each with its own length
 */
public record RunRecord(
        String id,
        RunKind kind,
        String job,
        RunCause cause,
        String node,
        RunState state,
        Instant startedAt,
        @Nullable Instant finishedAt,
        List<TargetRecord> targets,
        List<RemovalRecord> removals,
        List<Problem> problems,
        Duration pause,
        List<ServicePause> pauses) {

    /**
     * Copies the lists and requires the rest.
     *
     * @param id its id, unique over all nodes
     * @param kind what was done
     * @param job the job's name, or empty
     * @param cause why, and for whom
     * @param node the node it ran on, or empty
     * @param state its state
     * @param startedAt when it began
     * @param finishedAt when it ended, or {@code null} while it runs
     * @param targets what came of each target
     * @param removals which backups it removed, and why
     * @param problems everything that went wrong
     * @param pause how long hooks held anything still
     * @param pauses what was held still, each with its own length
     */
    public RunRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(pause, "pause");
        targets = List.copyOf(targets);
        removals = List.copyOf(removals);
        problems = List.copyOf(problems);
        pauses = List.copyOf(pauses);
    }

    /**
     * A run that has just begun.
     *
     * @param id its id
     * @param kind what is done
     * @param job the job's name, or empty
     * @param cause why, and for whom
     * @param startedAt when it began
     * @return a record in state {@link RunState#RUNNING}
     */
    public static RunRecord begun(String id, RunKind kind, String job, RunCause cause, Instant startedAt) {
        return new RunRecord(
                id,
                kind,
                job,
                cause,
                "",
                RunState.RUNNING,
                startedAt,
                null,
                List.of(),
                List.of(),
                List.of(),
                Duration.ZERO,
                List.of());
    }

    /**
     * The same run, ended.
     *
     * @param how its state
     * @param when the instant
     * @param itsTargets what came of each target
     * @param itsRemovals which backups it removed
     * @param itsProblems everything that went wrong
     * @return a copy
     */
    public RunRecord ended(
            RunState how,
            Instant when,
            List<TargetRecord> itsTargets,
            List<RemovalRecord> itsRemovals,
            List<Problem> itsProblems) {
        return new RunRecord(
                id, kind, job, cause, node, how, startedAt, when, itsTargets, itsRemovals, itsProblems, pause, pauses);
    }

    /**
     * The same run with what its hooks held still.
     *
     * @param whole how long anything was held still
     * @param each what was, each with its own length
     * @return a copy
     */
    public RunRecord paused(Duration whole, List<ServicePause> each) {
        return new RunRecord(
                id, kind, job, cause, node, state, startedAt, finishedAt, targets, removals, problems, whole, each);
    }

    /**
     * The same run on a node.
     *
     * @param name the node's name
     * @return a copy
     */
    public RunRecord on(String name) {
        return new RunRecord(
                id, kind, job, cause, name, state, startedAt, finishedAt, targets, removals, problems, pause, pauses);
    }

    /**
     * Tells whether this record may take the place of an earlier one of the same run. A run that ended stays so: neither the node that
     * thought it dead nor a late copy of its beginning takes that back. One that was thought dead and ended after all did end.
     *
     * @param earlier what is remembered under the same id
     * @return whether it may
     */
    public boolean supersedes(RunRecord earlier) {
        return certainty(state) >= certainty(earlier.state);
    }

    private static int certainty(RunState state) {
        return switch (state) {
            case RUNNING -> 0;
            case INTERRUPTED -> 1;
            default -> 2;
        };
    }

    /** {@return how much was read from all targets, or written to them, in bytes} */
    public long originalBytes() {
        return targets.stream().mapToLong(TargetRecord::originalBytes).sum();
    }

    /** {@return how much one copy of all backups takes in a store, in bytes} */
    public long storedBytes() {
        return targets.stream().mapToLong(TargetRecord::storedBytes).sum();
    }

    /** {@return how long it took, or has taken if it runs; {@link Duration#ZERO} while that is not known} */
    public Duration duration() {
        return finishedAt == null ? Duration.ZERO : Duration.between(startedAt, finishedAt);
    }

    /** {@return original bytes per second, once it ended with any} */
    public OptionalLong bytesPerSecond() {
        long millis = duration().toMillis();
        long bytes = originalBytes();
        return millis <= 0 || bytes == 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(bytes * 1000.0 / millis));
    }
}
