package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.EntryName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes symbolic and hard links. The text of a symbolic link may be anything, since nothing is ever written through one; a hard link is made to
 * a file that this restore brought back and to no other.
 */
final class LinkMaker {

    private static final int AT_ONCE = 1024;
    private static final int MOST_ORPHANS = 50_000;

    private record Hard(Place place, Path first, String firstName) {}

    private final MetadataWriter metadata;
    private final Collisions collisions;
    private final Tools tools;
    private final Machine machine;
    private final List<Hard> waiting = new ArrayList<>();
    private final Map<String, List<Place>> orphans = new HashMap<>();
    private final Set<String> left = new HashSet<>();
    private int orphanCount;

    LinkMaker(MetadataWriter metadata, Collisions collisions, Tools tools, Machine machine) {
        this.metadata = metadata;
        this.collisions = collisions;
        this.tools = tools;
        this.machine = machine;
    }

    /**
     * Makes a symbolic link.
     *
     * @return false if something was there and is left
     */
    boolean symbolic(Place place, ArchiveEntry entry) throws IOException, InterruptedException {
        EntryName text = Objects.requireNonNull(entry.link());
        Path path = place.path();
        boolean renamed = false;
        if (!tryLink(path, text)) {
            if (collisions.decide(place) == Collisions.Action.SKIP) {
                return false;
            }
            renamed = true;
            path = Collisions.beside(path);
            tryLink(path, text);
        }
        if (renamed) {
            Collisions.rename(path, place.path());
        }
        boolean owned = place.ours() && metadata.isOwn(entry.metadata());
        metadata.writeLink(place.path(), place.text(), entry.metadata(), owned);
        return true;
    }

    private boolean tryLink(Path path, EntryName text) throws IOException, InterruptedException {
        String value = text.value();
        if (PathNames.isPlain(value) && Path.of(value).toString().equals(value)) {
            try {
                Files.createSymbolicLink(path, Path.of(value));
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        }
        // The JDK would tidy the text up (two slashes to one) or cannot say it at all.
        if (Destination.look(path) != null) {
            return false;
        }
        String complaint = tools.run(
                List.of("--".getBytes(java.nio.charset.StandardCharsets.US_ASCII), text.bytes(), PathNames.bytes(path)),
                0,
                "ln",
                "-s",
                "-T");
        if (!complaint.isEmpty()) {
            throw new java.nio.file.FileSystemException(path.toString(), null, complaint);
        }
        return true;
    }

    /**
     * Takes a hard link, to be made by {@link #flush}.
     *
     * @return whether it is time for that
     */
    boolean hard(Place place, ArchiveEntry entry, List<Placement> placements, Destination destination)
            throws IOException {
        EntryName first = Objects.requireNonNull(entry.link());
        if (!first.isSafe()) {
            throw outside(entry, first);
        }
        String text = '/' + first.value();
        Placement placement = Placement.of(placements, text);
        String relative = placement == null ? null : placement.relative(text);
        if (placement == null || relative == null || relative.isEmpty()) {
            throw outside(entry, first);
        }
        if (left.contains(first.value()) || !destination.isReal(placement.base(), relative)) {
            orphan(first.value(), place);
            return false;
        }
        waiting.add(new Hard(place, PathNames.resolve(placement.base(), relative), first.value()));
        return waiting.size() >= AT_ONCE;
    }

    private static IntegrityException outside(ArchiveEntry entry, EntryName first) {
        return new IntegrityException(Failure.of(
                        "HF-FIL-053",
                        "the hard link " + entry.name().display() + " leads out of the place to restore to: \""
                                + first.display() + "\"")
                .hint("No backup of ours has such a link: do not trust this archive."));
    }

    /** Makes the hard links that were taken; all files before them must be written. */
    void flush() throws IOException {
        for (Hard link : waiting) {
            FileStat first = Destination.look(link.first());
            boolean restored = first != null
                    && !first.isDirectory()
                    && !left.contains(link.firstName())
                    && (link.place().placement().fresh() || first.changed().compareTo(machine.began()) >= 0);
            if (restored) {
                link(link);
            } else {
                orphan(link.firstName(), link.place());
            }
        }
        waiting.clear();
    }

    private void link(Hard link) throws IOException {
        Path path = link.place().path();
        try {
            Files.createLink(path, link.first());
        } catch (FileAlreadyExistsException e) {
            if (collisions.decide(link.place()) == Collisions.Action.REPLACE) {
                Path beside = Collisions.beside(path);
                Files.createLink(beside, link.first());
                Collisions.rename(beside, path);
            }
        }
    }

    private void orphan(String first, Place place) {
        if (++orphanCount > MOST_ORPHANS) {
            throw new dev.holdfast.backup.TargetException(Failure.of(
                            "HF-FIL-042",
                            "more than " + MOST_ORPHANS + " hard links lead to files that are not restored")
                    .hint("Restore all of the backup to an empty directory."));
        }
        orphans.computeIfAbsent(first, name -> new ArrayList<>()).add(place);
    }

    /** Remembers that a file was there and left, so that no link is made to it. */
    synchronized void leftAlone(String name) {
        if (left.size() < MOST_ORPHANS) {
            left.add(name);
        }
    }

    boolean hasOrphans() {
        return !orphans.isEmpty();
    }

    /** Returns the place that takes the content of an entry in another pass, or {@code null}. */
    @Nullable Place adopt(String name) {
        List<Place> places = orphans.get(name);
        return places == null ? null : places.get(0);
    }

    /** Makes the other names of a file that was brought back for its links. */
    void adopted(String name) throws IOException {
        List<Place> places = Objects.requireNonNull(orphans.remove(name));
        for (Place place : places.subList(1, places.size())) {
            link(new Hard(place, places.get(0).path(), name));
        }
    }

    /** Says which links lead to nothing in the archive. */
    void reportOrphans(RestoreLog log) {
        orphans.forEach((name, places) -> places.forEach(place -> log.add(
                Severity.WARNING,
                "HF-FIL-042",
                place.text(),
                "the hard link " + CaptureLog.display(place.text()) + " leads to " + CaptureLog.display(name)
                        + ", which the archive does not have before it",
                "")));
    }
}
