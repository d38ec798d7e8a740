package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.containers.internal.docker.MountedContainer;
import dev.holdfast.backup.containers.internal.docker.VolumeEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides whether the files of places are read and written by their paths. */
final class WayChooser {

    private static final Duration ALIKE = Duration.ofSeconds(2);

    /** Somebody may make a file between the engine's look and ours. */
    private static final int LOOKS = 3;

    private final VolumeEngine engine;
    private final Via wanted;

    WayChooser(VolumeEngine engine, Via wanted) {
        this.engine = engine;
        this.wanted = wanted;
    }

    /**
     * Decides.
     *
     * @param places the places
     * @return {@link Via#PATH} or {@link Via#ENGINE}
     * @throws TargetException {@code HF-CTR-063} if the path is wanted and cannot be used
     */
    Via choose(List<Place> places) throws InterruptedException {
        if (wanted == Via.ENGINE) {
            return Via.ENGINE;
        }
        for (Place place : places) {
            Optional<String> obstacle = obstacle(place);
            if (obstacle.isPresent() && wanted == Via.PATH) {
                throw new TargetException(VolumeFailures.noPath(place, obstacle.get()));
            }
            if (obstacle.isPresent()) {
                return Via.ENGINE;
            }
        }
        return Via.PATH;
    }

    /** Tells why a path is no way; empty if it is one. */
    private Optional<String> obstacle(Place place) throws InterruptedException {
        if (wanted == Via.AUTO && !engine.isHere()) {
            return Optional.of("the engine may be on another machine");
        }
        if (place.external()) {
            return Optional.of("the engine mounts it only while a container needs it");
        }
        if (wanted == Via.AUTO && !isRoot()) {
            return Optional.of("only root can read files of every owner");
        }
        if (!place.exists()) {
            // It will be made.
            return Optional.empty();
        }
        Path path;
        try {
            path = Path.of(place.path());
        } catch (InvalidPathException e) {
            return Optional.of("this process cannot name it");
        }
        if (!Files.isReadable(path) || (Files.isDirectory(path) && !Files.isExecutable(path))) {
            return Optional.of(place.path() + " is not there for this process, or not readable");
        }
        return isSame(place, path)
                ? Optional.empty()
                : Optional.of(place.path() + " of this process is another one than the engine's");
    }

    /** A process in a container may talk to the engine outside, and have other files at the same path. */
    private boolean isSame(Place place, Path path) throws InterruptedException {
        for (MountedContainer container : engine.containers()) {
            for (MountedContainer.Mount mount : container.mounts()) {
                if (mount.source().equals(place.path()) && place.isIn(mount)) {
                    return isSame(container.name(), mount.destination(), path);
                }
            }
        }
        return true;
    }

    private boolean isSame(String container, String destination, Path path) throws InterruptedException {
        boolean same = false;
        for (int look = 0; look < LOOKS && !same; look++) {
            same = changedAlike(container, destination, path);
        }
        return same;
    }

    private boolean changedAlike(String container, String destination, Path path) throws InterruptedException {
        try {
            Optional<Instant> theirs = engine.modified(container, destination);
            Instant ours = Files.getLastModifiedTime(path).toInstant();
            return theirs.isEmpty()
                    || Duration.between(theirs.get(), ours).abs().compareTo(ALIKE) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer user && user == 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
