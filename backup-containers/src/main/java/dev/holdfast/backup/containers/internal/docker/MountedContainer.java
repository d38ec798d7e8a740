package dev.holdfast.backup.containers.internal.docker;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A container with what is mounted into it.
 *
 * @param name its name
 * @param isRunning whether it has processes, paused or not
 * @param image the id of its image
 * @param run the run of ours that made it; empty for all others
 * @param mounts what is mounted into it
 */
public record MountedContainer(String name, boolean isRunning, String image, String run, List<Mount> mounts) {

    /** The label of what a run has made for itself. */
    public static final String RUN = "dev.holdfast.run";

    /**
     * Copies the list.
     *
     * @param name its name
     * @param isRunning whether it has processes
     * @param image the id of its image
     * @param run the run of ours that made it
     * @param mounts what is mounted into it
     */
    public MountedContainer {
        mounts = List.copyOf(mounts);
    }

    /**
     * A directory of somewhere else, seen inside of a container.
     *
     * @param type {@code volume}, {@code bind}, {@code tmpfs} …
     * @param volume the volume's name; empty for all others
     * @param source where it is on the engine's machine
     * @param destination where it is inside
     */
    public record Mount(String type, String volume, String source, String destination) {

        /** {@return whether it is a volume} */
        public boolean isVolume() {
            return type.equals("volume");
        }

        /** {@return whether it is a path of the engine's machine} */
        public boolean isBind() {
            return type.equals("bind");
        }
    }

    static MountedContainer of(JsonNode inspected) {
        ContainerView view = ContainerView.of(inspected);
        List<Mount> mounts = new ArrayList<>();
        inspected
                .path("Mounts")
                .forEach(mount -> mounts.add(new Mount(
                        Json.text(mount.path("Type")),
                        Json.text(mount.path("Name")),
                        Json.text(mount.path("Source")),
                        Json.text(mount.path("Destination")))));
        return new MountedContainer(
                view.name(), view.isRunning(), Json.text(inspected.path("Image")), view.label(RUN), mounts);
    }
}
