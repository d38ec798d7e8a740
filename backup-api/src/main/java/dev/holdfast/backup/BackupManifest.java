package dev.holdfast.backup;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The description of one backup; a backup exists when its manifest exists, and not before.
 *
 * <p>It says all that is needed to restore without the configuration that made it. Its stored form stays under 64 KiB: whatever grows with
 * the data is an artifact.
 *
 * @param formatVersion the version of the stored form, see {@link #FORMAT_VERSION}
 * @param uid random, made with the backup; tells two backups of one id apart
 * @param id the backup's id
 * @param run the id of the run that made it
 * @param job the job's name
 * @param target what was backed up
 * @param state {@link RunState#SUCCEEDED} or {@link RunState#DEGRADED}
 * @param startedAt when the backup began
 * @param finishedAt when its last artifact was complete
 * @param dueAt the instant it was due if a schedule asked for it, else {@code null}
 * @param artifacts its files, in the order they were written
 * @param facts short facts of the target, together at most 48 KiB
 * @param problems what was not as asked for, at most 100; the full list is evidence
 * @param labels the user's labels
 * @param libraryVersion the version of Holdfast that wrote it
 */
public record BackupManifest(
        int formatVersion,
        String uid,
        BackupId id,
        String run,
        String job,
        TargetId target,
        RunState state,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Instant dueAt,
        List<Artifact> artifacts,
        Map<String, String> facts,
        List<Problem> problems,
        Map<String, String> labels,
        String libraryVersion) {

    /** The version of the stored form that this library writes. */
    public static final int FORMAT_VERSION = 1;

    /**
     * Copies the collections, keeping their order, and validates the state.
     *
     * @param formatVersion the version of the stored form, see {@link #FORMAT_VERSION}
     * @param uid random, made with the backup; tells two backups of one id apart
     * @param id the backup's id
     * @param run the id of the run that made it
     * @param job the job's name
     * @param target what was backed up
     * @param state {@link RunState#SUCCEEDED} or {@link RunState#DEGRADED}
     * @param startedAt when the backup began
     * @param finishedAt when its last artifact was complete
     * @param dueAt the instant it was due if a schedule asked for it, else {@code null}
     * @param artifacts its files, in the order they were written
     * @param facts short facts of the target, together at most 48 KiB
     * @param problems what was not as asked for, at most 100; the full list is evidence
     * @param labels the user's labels
     * @param libraryVersion the version of Holdfast that wrote it
     */
    public BackupManifest {
        Objects.requireNonNull(uid, "uid");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(finishedAt, "finishedAt");
        Objects.requireNonNull(libraryVersion, "libraryVersion");
        if (!state.isUsable()) {
            throw new IllegalArgumentException("a manifest is of a usable backup, not of one that is " + state);
        }
        artifacts = List.copyOf(artifacts);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        problems = List.copyOf(problems);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** {@return the size of all artifacts as stored, in bytes} */
    public long bytes() {
        return artifacts.stream().mapToLong(Artifact::bytes).sum();
    }

    /** {@return the size of the data before encoding, in bytes} */
    public long originalBytes() {
        return artifacts.stream()
                .filter(artifact -> artifact.role() == ArtifactRole.DATA)
                .mapToLong(Artifact::originalBytes)
                .sum();
    }

    /** {@return the number of entries in all archives} */
    public long entries() {
        return artifacts.stream()
                .mapToLong(artifact -> artifact.entries().orElse(0))
                .sum();
    }

    /**
     * Finds the artifact that the target called so.
     *
     * @param suffix what the target called it
     * @return the artifact of role data or evidence with that suffix
     */
    public Optional<Artifact> artifact(String suffix) {
        return artifacts.stream()
                .filter(artifact -> artifact.suffix().equals(suffix))
                .filter(artifact -> artifact.role() == ArtifactRole.DATA || artifact.role() == ArtifactRole.EVIDENCE)
                .findFirst();
    }
}
