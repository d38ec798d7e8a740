package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.containers.internal.docker.EndpointChoice;
import java.util.List;

/**
 * What the settings of a target say.
 *
 * @param endpoint the engine
 * @param volume the volume; empty if a container is named, or for a target that only restores
 * @param container the container; or empty
 * @param mounts which of the container's mounts, by their paths inside; none for all of its volumes
 * @param via the way
 * @param exclude patterns of what to leave out
 * @param helperImage a local image to make helpers of; empty for that of a container that has the volume
 */
public record VolumeOptions(
        EndpointChoice endpoint,
        String volume,
        String container,
        List<String> mounts,
        Via via,
        List<String> exclude,
        String helperImage) {

    /**
     * Copies the lists.
     *
     * @param endpoint the engine
     * @param volume the volume
     * @param container the container
     * @param mounts which of the container's mounts
     * @param via the way
     * @param exclude patterns of what to leave out
     * @param helperImage a local image
     */
    public VolumeOptions {
        mounts = List.copyOf(mounts);
        exclude = List.copyOf(exclude);
    }
}
