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
