package dev.holdfast.backup.spi;

import java.util.Objects;

/**
 * Who wrote an undo record: found again after a restart by these words.
 *
 * @param role what it is
 * @param name the name of the target, hook or store
 */
public record ParticipantId(Role role, String name) {

    /** What a participant is. */
    public enum Role {
        /** A {@link BackupTarget}. */
        TARGET,
        /** A {@link LifecycleHook}. */
        HOOK
    }

    /**
     * Requires both parts.
     *
     * @param role what it is
     * @param name the name of the target, hook or store
     */
    public ParticipantId {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(name, "name");
    }
}
