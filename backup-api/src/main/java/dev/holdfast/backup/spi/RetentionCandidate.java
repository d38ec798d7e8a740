package dev.holdfast.backup.spi;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.VerificationLevel;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A backup as a retention policy sees it.
 *
 * @param id its id
 * @param startedAt when it began
 * @param state {@link RunState#SUCCEEDED} or {@link RunState#DEGRADED}
 * @param bytes its size as stored
 * @param pinned whether it is kept whatever the policy says
 * @param verified how far it was proven, or {@code null} if it was not, or if the last proof failed
 * @param labels the user's labels
 */
public record RetentionCandidate(
        BackupId id,
        Instant startedAt,
        RunState state,
        long bytes,
        boolean pinned,
        @Nullable VerificationLevel verified,
        Map<String, String> labels) {

    /**
     * Copies the labels and requires the rest.
     *
     * @param id its id
     * @param startedAt when it began
     * @param state {@link RunState#SUCCEEDED} or {@link RunState#DEGRADED}
     * @param bytes its size as stored
     * @param pinned whether it is kept whatever the policy says
     * @param verified how far it was proven, or {@code null} if it was not, or if the last proof failed
     * @param labels the user's labels
     */
    public RetentionCandidate {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(state, "state");
        labels = Map.copyOf(labels);
    }
}
