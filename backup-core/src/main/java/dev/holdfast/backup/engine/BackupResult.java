package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.TargetId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run gave for one target.
 *
 * @param target the target
 * @param state {@link RunState#SUCCEEDED}, {@link RunState#DEGRADED}, {@link RunState#FAILED} or {@link RunState#CANCELLED}
 * @param manifest the backup, or {@code null} if there is none
 * @param stores an outcome per store; empty if it did not come to that
 * @param problems what was not as asked for
 * @param failure why there is no backup, or {@code null} if there is one
 */
public record BackupResult(
        TargetId target,
        RunState state,
        @Nullable BackupManifest manifest,
        List<StoreOutcome> stores,
        List<Problem> problems,
        @Nullable BackupException failure) {

    /**
     * Copies the lists.
     *
     * @param target the target
     * @param state {@link RunState#SUCCEEDED}, {@link RunState#DEGRADED}, {@link RunState#FAILED} or {@link RunState#CANCELLED}
     * @param manifest the backup, or {@code null} if there is none
     * @param stores an outcome per store; empty if it did not come to that
     * @param problems what was not as asked for
     * @param failure why there is no backup, or {@code null} if there is one
     */
    public BackupResult {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(state, "state");
        stores = List.copyOf(stores);
        problems = List.copyOf(problems);
    }

    /** {@return the backup, if there is one} */
    public Optional<BackupManifest> backup() {
        return Optional.ofNullable(manifest);
    }
}
