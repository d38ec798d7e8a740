package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.TargetId;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A manifest without what only the writer knows: the artifacts and facts.
 *
 * @param uid random, made with the backup
 * @param run the run's id
 * @param job the job's name
 * @param target what was backed up
 * @param state SUCCEEDED or DEGRADED
 * @param startedAt when the backup began
 * @param finishedAt when its last artifact was complete
 * @param dueAt when it was due, or {@code null}
 * @param problems what was not as asked for; as many as there are, the manifest has the first
 * @param labels the user's labels
 */
public record ManifestDraft(
        String uid,
        String run,
        String job,
        TargetId target,
        RunState state,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Instant dueAt,
        List<Problem> problems,
        Map<String, String> labels) {

    /** Copies the collections; the manifest validates the rest. */
    public ManifestDraft {
        Objects.requireNonNull(uid, "uid");
        problems = List.copyOf(problems);
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
}
