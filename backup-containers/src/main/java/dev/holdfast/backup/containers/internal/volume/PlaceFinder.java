package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.docker.MountedContainer;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds what settings or a backup mean on an engine. */
final class PlaceFinder {

    private final VolumeEngine engine;

    PlaceFinder(VolumeEngine engine) {
        this.engine = engine;
    }

    /** Finds what settings name; all of it is there. */
    List<Place> configured(VolumeOptions options) throws InterruptedException {
        if (options.container().isEmpty()) {
            return List.of(volume(options.volume()));
        }
        String name = options.container();
        MountedContainer container =
                engine.container(name).orElseThrow(() -> missing(VolumeFailures.noMount(name, "is not there")));
        Map<String, Place> places = new LinkedHashMap<>();
        for (MountedContainer.Mount mount : chosen(container, options.mounts())) {
            Place place = mount.isVolume() ? volume(mount.volume()) : Place.bound(plain(name, mount.source()));
            places.putIfAbsent(place.root(), place);
        }
        List<Place> all = List.copyOf(places.values());
        for (int i = 0; i < all.size(); i++) {
            for (Place other : all.subList(i + 1, all.size())) {
                if (Place.overlap(all.get(i).path(), other.path())) {
                    throw new TargetException(VolumeFailures.noMount(
                            name,
                            "has " + all.get(i).display() + " and " + other.display() + ", one inside the other"));
                }
            }
        }
        return all;
    }

    private static List<MountedContainer.Mount> chosen(MountedContainer container, List<String> mounts) {
        List<MountedContainer.Mount> chosen = new ArrayList<>();
        if (mounts.isEmpty()) {
            container.mounts().stream().filter(MountedContainer.Mount::isVolume).forEach(chosen::add);
            if (chosen.isEmpty()) {
                throw new TargetException(VolumeFailures.noMount(container.name(), "has no volume"));
            }
        }
        for (String path : mounts) {
            chosen.add(container.mounts().stream()
                    .filter(mount -> mount.destination().equals(path))
                    .filter(mount -> mount.isVolume() || mount.isBind())
                    .findFirst()
                    .orElseThrow(() -> new TargetException(VolumeFailures.noMount(
                            container.name(), "has neither a volume nor a bind mount at " + path))));
        }
        return chosen;
    }

    /** A path that a fact can hold as it is. */
    private static String plain(String container, String path) {
        if (path.chars()
                .anyMatch(c -> c < ' ' || c == 0x7F || c == '%' || c == 0xFFFD || Character.isSurrogate((char) c))) {
            throw new TargetException(
                    VolumeFailures.noMount(container, "has a bind mount whose path has unusual characters: " + path));
        }
        return path;
    }

    private Place volume(String name) throws InterruptedException {
        return engine.volume(name)
                .map(Place::of)
                .orElseThrow(() ->
                        missing(VolumeFailures.notThere(name, engine.endpoint().host())));
    }

    private static TargetException missing(Failure failure) {
        return new TargetException(failure.retry(RetryStatus.LATER));
    }

    /** Finds the places of a backup; a volume that is not there has no path. */
    List<Place> ofBackup(Map<String, String> facts) throws InterruptedException {
        List<Place> places = new ArrayList<>();
        for (Place place : PlaceFacts.of(facts)) {
            places.add(
                    place.isVolume()
                            ? engine.volume(place.volume()).map(Place::of).orElse(place)
                            : place);
        }
        return places;
    }

    /** Returns the names of the containers that run with a place. */
    List<String> running(Place place) throws InterruptedException {
        return engine.containers().stream()
                .filter(container -> container.isRunning() && place.isIn(container))
                .map(MountedContainer::name)
                .sorted()
                .toList();
    }
}
