package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import java.util.List;

/** What stands against a backup or restore of volumes, as several places tell it. */
final class VolumeFailures {

    private VolumeFailures() {}

    static Failure notThere(String volume, String host) {
        return Failure.of("HF-CTR-061", "there is no volume " + volume + " at " + host)
                .hint("Look for it with docker volume ls or podman volume ls on that engine.")
                .with("volume", volume);
    }

    static Failure noMount(String container, String why) {
        return Failure.of("HF-CTR-062", "container " + container + " " + why)
                .hint("Look at its mounts with docker inspect, and name paths inside of it as mounts.")
                .with("container", container);
    }

    static Failure noPath(Place place, String why) {
        return Failure.of("HF-CTR-063", "cannot use the files of " + place.display() + " by their path: " + why)
                .hint("Run as root on the engine's own machine, or say via: engine.")
                .with("volume", place.display());
    }

    static Failure running(Place place, List<String> containers) {
        String names = String.join(", ", containers);
        return Failure.of(
                        "HF-CTR-064",
                        (containers.size() == 1 ? "container " : "containers ") + names
                                + (containers.size() == 1 ? " runs" : " run") + " with " + place.display()
                                + ", and would keep what is there now or see half of both")
                .hint("Stop what uses it, or let a hook of the job do so with during: [restore].")
                .with("volume", place.display())
                .with("containers", names);
    }

    static Failure noImage(Place place) {
        return Failure.of("HF-CTR-065", "there is no image to make a container of that shows " + place.display())
                .hint("Name an image that the engine has as helper-image; none is fetched, and nothing of it is run.")
                .with("volume", place.display());
    }

    static Failure cut(Place place, String why) {
        return Failure.of("HF-CTR-067", "the engine did not send all of " + place.display() + ": " + why)
                .hint("Files that change while they are read do this: hold what uses them still by a hook.")
                .with("volume", place.display());
    }

    static Failure ownersHidden(String host) {
        return Failure.of("HF-CTR-080", "Podman at " + host + " does not tell who owns files; all are kept as root's")
                .hint(
                        "Run as root on its machine, or by podman unshare where it is a user's own, so that the paths are used.")
                .with("host", host);
    }

    static Failure notStaged() {
        return Failure.of(
                        "HF-CTR-070",
                        "through the engine a volume cannot be restored beside the live one: none can be renamed")
                .hint(
                        "Restore to another volume with --to NAME, or in place; or run as root on the engine's own machine.");
    }

    static Failure taken(String volume) {
        return Failure.of("HF-CTR-071", "volume " + volume + " is there already")
                .hint("Name one that is not; it will be made.")
                .with("volume", volume);
    }

    static Failure notInPlace(Place place) {
        return Failure.of("HF-CTR-072", place.display() + " is not there to be restored in place")
                .hint("Restore it staged, which makes it again, or with --to and its name.")
                .with("volume", place.display());
    }

    static Failure notByEngine(String what) {
        return Failure.of("HF-CTR-073", what + " cannot be done through the engine")
                .hint("Restore to a directory, and copy from there.");
    }

    static Failure external(Place place) {
        return Failure.of(
                        "HF-CTR-074",
                        place.display()
                                + " is not there, and how it is mounted was not written down: it may hold a password")
                .hint("Make it by hand with its driver and options, then restore in place.")
                .with("volume", place.display());
    }
}
