package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.ConflictRule;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;

/** What to do when something is in the place of an entry. Thread-safe. */
final class Collisions {

    private static final AtomicLong NUMBER = new AtomicLong();

    private final ConflictRule rule;

    Collisions(ConflictRule rule) {
        this.rule = rule;
    }

    /** What an entry does. */
    enum Action {
        /** Leave what is there. */
        SKIP,
        /** Make the new one beside it and rename it over. */
        REPLACE
    }

    /**
     * Decides.
     *
     * @param place where something is
     * @return what to do
     * @throws dev.holdfast.backup.IntegrityException if what is there came from the archive too
     * @throws dev.holdfast.backup.TargetException if the rule is to fail, or a directory is there
     */
    Action decide(Place place) throws IOException {
        if (place.placement().fresh()) {
            throw Hostile.twice(place);
        }
        if (rule == ConflictRule.SKIP) {
            return Action.SKIP;
        }
        FileStat there = FileStat.of(place.path());
        if (rule == ConflictRule.FAIL || there.isDirectory()) {
            throw Destination.inTheWay(place.path(), there);
        }
        return Action.REPLACE;
    }

    /** Returns a name beside a place that nobody uses. */
    static Path beside(Path path) {
        return path.resolveSibling(".holdfast-new-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet());
    }

    /** Puts what was made beside a place into it; whatever was there, a link or one of many names of a file, is replaced and not written to. */
    static void rename(Path beside, Path place) throws IOException {
        try {
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // Renaming a file to another of its own names does nothing and leaves both.
            Files.deleteIfExists(beside);
        } catch (FileSystemException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }
}
