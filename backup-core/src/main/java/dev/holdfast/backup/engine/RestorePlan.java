package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.RestorePreview;
import java.util.Objects;

/**
 * What a restore will do, computed from the backup and the live target; can be read before it is carried out.
 *
 * @param id the digest of all below but the estimates: the same as long as nothing it was computed from changes
 * @param options what was asked for
 * @param manifest the backup
 * @param store the store that it will be read from
 * @param preview the target's part
 */
public record RestorePlan(
        String id, RestoreOptions options, BackupManifest manifest, String store, RestorePreview preview) {

    /**
     * Requires all parts.
     *
     * @param id the digest of all below but the estimates: the same as long as nothing it was computed from changes
     * @param options what was asked for
     * @param manifest the backup
     * @param store the store that it will be read from
     * @param preview the target's part
     */
    public RestorePlan {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(manifest, "manifest");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(preview, "preview");
    }

    /** {@return whether nothing stands against it} */
    public boolean isPossible() {
        return preview.problems().stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    }
}
