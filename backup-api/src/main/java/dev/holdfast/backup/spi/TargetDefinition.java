package dev.holdfast.backup.spi;

import dev.holdfast.backup.TargetId;
import java.util.Objects;

/** How to open a target. */
public interface TargetDefinition extends Definition<BackupTarget> {

    /** {@return the identity that the opened target will have} */
    TargetId id();

    @Override
    default String type() {
        return id().type();
    }

    /** {@return whether the opened target is a {@link TargetGroup}; by default not} */
    default boolean isGroup() {
        return false;
    }

    /**
     * Tells whether a target is this one, or may be a member of this group.
     *
     * @param target the target's name
     * @return whether it may be
     */
    default boolean covers(String target) {
        return target.equals(id().name()) || (isGroup() && target.startsWith(id().name() + "-"));
    }

    /**
     * Makes the definition of a host's own target.
     *
     * @param id its identity
     * @param opening opens one
     * @return the definition, without settings
     */
    static TargetDefinition of(TargetId id, Opening<BackupTarget> opening) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(opening, "opening");
        return new TargetDefinition() {
            @Override
            public TargetId id() {
                return id;
            }

            @Override
            public Settings settings() {
                return Settings.none();
            }

            @Override
            public BackupTarget open() throws Exception {
                return opening.open();
            }

            @Override
            public String toString() {
                return id.toString();
            }
        };
    }

    /**
     * Opens a participant.
     *
     * @param <T> what it opens
     */
    @FunctionalInterface
    interface Opening<T> {

        /**
         * Opens a new participant.
         *
         * @return a new one
         * @throws Exception if it cannot be opened
         */
        T open() throws Exception;
    }
}
