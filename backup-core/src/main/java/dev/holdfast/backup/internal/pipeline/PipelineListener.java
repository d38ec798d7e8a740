package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.StoreException;

/** Learns what happens in a pipeline. Called by the capturing thread and by lanes; must be quick and thread-safe. */
public interface PipelineListener {

    /** Listens to nothing. */
    PipelineListener NONE = new PipelineListener() {};

    /**
     * Says how much will pass.
     *
     * @param bytes how many bytes
     * @param entries how many entries
     */
    default void expected(long bytes, long entries) {}

    /**
     * Original bytes passed, or stored ones where only those are read.
     *
     * @param original how many more
     */
    default void bytes(long original) {}

    /**
     * Entries passed.
     *
     * @param count how many more
     */
    default void entries(long count) {}

    /**
     * An artifact is complete in at least one store.
     *
     * @param artifact the artifact
     */
    default void stored(Artifact artifact) {}

    /**
     * A store failed and dropped out.
     *
     * @param store its name
     * @param why what failed first
     */
    default void dropped(String store, StoreException why) {}
}
