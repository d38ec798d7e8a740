package dev.holdfast.backup.spi;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a retention policy judges by.
 *
 * @param backups the backups of one target in one store, newest first by their start
 * @param now the host's clock
 * @param freeBytes how much is free in the store; empty if it cannot tell
 * @param neededBytes how much the next backup is expected to need; empty if unknown
 */
public record RetentionInput(
        List<RetentionCandidate> backups, Instant now, OptionalLong freeBytes, OptionalLong neededBytes) {

    /**
     * Copies the list and requires the rest.
     *
     * @param backups the backups of one target in one store, newest first by their start
     * @param now the host's clock
     * @param freeBytes how much is free in the store; empty if it cannot tell
     * @param neededBytes how much the next backup is expected to need; empty if unknown
     */
    public RetentionInput {
        backups = List.copyOf(backups);
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(freeBytes, "freeBytes");
        Objects.requireNonNull(neededBytes, "neededBytes");
    }
}
