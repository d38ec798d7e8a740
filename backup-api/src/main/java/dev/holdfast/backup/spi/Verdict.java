package dev.holdfast.backup.spi;

import dev.holdfast.backup.BackupId;
import java.util.List;
import java.util.Objects;

/**
 * What becomes of a backup, and why.
 *
 * @param id the backup
 * @param keep whether it is kept
 * @param reasons at least one, each a few words: {@code "daily 2026-11-20"}
 */
public record Verdict(BackupId id, boolean keep, List<String> reasons) {

    /**
     * Copies the reasons and requires one.
     *
     * @param id the backup
     * @param keep whether it is kept
     * @param reasons at least one, each a few words: {@code "daily 2026-11-20"}
     */
    public Verdict {
        Objects.requireNonNull(id, "id");
        reasons = List.copyOf(reasons);
        if (reasons.isEmpty()) {
            throw new IllegalArgumentException("a verdict on " + id + " without a reason");
        }
    }
}
