package dev.holdfast.backup.catalog;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.internal.FrozenList;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A backup as a list shows it: what its manifest says, in which stores it is, and what was noted later.
 *
 * <p>A backup whose manifest is damaged in every store is listed too: with its id and the problems of its copies, {@code damaged}.
 *
 * @param id the id
 * @param uid the random identity from the manifest; empty if it is damaged
 * @param target the target; for a damaged one its name with type {@code unknown}
 * @param job the job; empty if damaged
 * @param run the run; empty if damaged
 * @param state {@link RunState#SUCCEEDED} or {@link RunState#DEGRADED}; {@link RunState#FAILED} if damaged
 * @param startedAt when it began; for a damaged one when the store says its manifest was written
 * @param finishedAt when it was complete; likewise
 * @param dueAt the instant it was due if a schedule asked for it, else {@code null}
 * @param bytes size as stored
 * @param originalBytes size of the data
 * @param entries entries of archives
 * @param artifacts its files
 * @param labels the user's labels
 * @param copies its copies, in the order of the stores
 * @param pin why it is pinned, or {@code null} if it is not
 * @param verification the highest proof that holds, or {@code null}: the commit is one as {@code stored}, and a failed proof takes all away until
 *     a later one of its level or above holds
 */
public record CatalogEntry(
        BackupId id,
        String uid,
        TargetId target,
        String job,
        String run,
        RunState state,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Instant dueAt,
        long bytes,
        long originalBytes,
        long entries,
        List<Artifact> artifacts,
        Map<String, String> labels,
        List<StoreCopy> copies,
        @Nullable String pin,
        @Nullable Verification verification) {

    /**
     * Copies the collections and requires the rest.
     *
     * @param id the id
     * @param uid the random identity from the manifest; empty if it is damaged
     * @param target the target; for a damaged one its name with type {@code unknown}
     * @param job the job; empty if damaged
     * @param run the run; empty if damaged
     * @param state {@link RunState#SUCCEEDED} or {@link RunState#DEGRADED}; {@link RunState#FAILED} if damaged
     * @param startedAt when it began; for a damaged one when the store says its manifest was written
     * @param finishedAt when it was complete; likewise
     * @param dueAt the instant it was due if a schedule asked for it, else {@code null}
     * @param bytes size as stored
     * @param originalBytes size of the data
     * @param entries entries of archives
     * @param artifacts its files
     * @param labels the user's labels
     * @param copies its copies, in the order of the stores
     * @param pin why it is pinned, or {@code null} if it is not
     * @param verification the highest proof that holds, or {@code null}: the commit is one as {@code stored}, and a failed proof takes all away until     a later one of its level or above holds
     */
    public CatalogEntry {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(uid, "uid");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(finishedAt, "finishedAt");
        artifacts = artifacts instanceof FrozenList ? artifacts : List.copyOf(artifacts);
        labels = Map.copyOf(labels);
        copies = List.copyOf(copies);
    }

    /** {@return whether no store has a sound manifest of it} */
    public boolean isDamaged() {
        return copies.stream().noneMatch(StoreCopy::isSound);
    }

    /** {@return whether it is kept whatever the policy says} */
    public boolean isPinned() {
        return pin != null;
    }

    /** {@return the reason of the pin} */
    public Optional<String> pinReason() {
        return Optional.ofNullable(pin);
    }
}
