package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.containers.internal.docker.MountedContainer;
import dev.holdfast.backup.containers.internal.docker.VolumeView;
import java.util.Map;

/**
 * A volume, or a directory or file that is bound into containers.
 *
 * @param volume the volume's name; empty for a bind
 * @param path where it is on the engine's machine; empty for a volume that is not there, or is nowhere until it is mounted
 * @param exists whether it is there, as far as the engine knows
 * @param external whether the engine mounts it from somewhere else when it is needed
 * @param options options of the volume's driver, as far as they may be written down
 * @param labels labels of the volume
 */
record Place(
        String volume,
        String path,
        boolean exists,
        boolean external,
        Map<String, String> options,
        Map<String, String> labels) {

    /** Where volumes are in a backup. */
    static final String VOLUMES = "/volumes/";

    /** Where binds are in a backup. */
    static final String BINDS = "/binds";

    Place {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }

    static Place of(VolumeView volume) {
        boolean external = volume.isExternal();
        // Those of a share may hold a password.
        return new Place(
                volume.name(),
                volume.mountpoint(),
                true,
                external,
                external ? Map.of() : volume.options(),
                volume.labels());
    }

    static Place bound(String path) {
        return new Place("", path, true, false, Map.of(), Map.of());
    }

    boolean isVolume() {
        return !volume.isEmpty();
    }

    /** The place that a volume of a name will be. */
    static Place toMake(String volume, Map<String, String> options, Map<String, String> labels) {
        return new Place(volume, "", false, false, options, labels);
    }

    /** Returns its path in a backup, which is the same on every machine. */
    String root() {
        return isVolume() ? VOLUMES + volume : BINDS + path;
    }

    /** Returns what people call it. */
    String display() {
        return isVolume() ? "volume " + volume : path;
    }

    /** Tells whether a mount of a container shows it, or some of it. */
    boolean isIn(MountedContainer.Mount mount) {
        if (isVolume() && mount.isVolume()) {
            return volume.equals(mount.volume());
        }
        return (mount.isBind() || mount.isVolume()) && overlap(path, mount.source());
    }

    boolean isIn(MountedContainer container) {
        return container.mounts().stream().anyMatch(this::isIn);
    }

    /** Tells whether one path is, or is in, the other; what is nowhere overlaps nothing. */
    static boolean overlap(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return false;
        }
        return one.equals(other) || isBelow(one, other) || isBelow(other, one);
    }

    private static boolean isBelow(String path, String directory) {
        return directory.equals("/") || path.startsWith(directory + '/');
    }

    /** Returns the mount of it into a helper. */
    MountedContainer.Mount at(String destination) {
        return new MountedContainer.Mount(isVolume() ? "volume" : "bind", volume, path, destination);
    }
}
