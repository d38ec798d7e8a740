package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.Cancellation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a snapshot holds, in the order of the walk that took it. For one thread at a time. */
final class HeldFiles implements FoundSource {

    private final SnapshotIndex.Reader index;
    private final List<SnapshotPlace> places;
    private final HoldBy how;
    private final WalkLog log;
    private final Cancellation cancellation;

    HeldFiles(Path index, List<SnapshotPlace> places, HoldBy how, WalkLog log, Cancellation cancellation)
            throws IOException {
        this.index = new SnapshotIndex.Reader(index);
        this.places = places;
        this.how = how;
        this.log = log;
        this.cancellation = cancellation;
    }

    /** Finds the place that holds the files at and below the innermost root that a path is in. */
    static SnapshotPlace placeOf(List<SnapshotPlace> places, String text) {
        SnapshotPlace found = places.get(0);
        int length = -1;
        for (SnapshotPlace place : places) {
            for (String root : place.roots()) {
                if (root.length() > length && (text.equals(root) || Roots.isBelow(text, root))) {
                    found = place;
                    length = root.length();
                }
            }
        }
        return found;
    }

    @Override
    public @Nullable Found next() throws IOException {
        while (true) {
            cancellation.check();
            Found found = index.next();
            if (found == null || !found.stat().isRegular()) {
                return found;
            }
            Found content = content(found);
            if (content != null) {
                return content;
            }
        }
    }

    private @Nullable Found content(Found found) throws IOException {
        FileStat stat = found.stat();
        Path file = placeOf(places, found.text())
                .tree(Holder.CONTENT)
                .resolve(SnapshotPlace.name(stat.device(), stat.inode()));
        Held held = found.held();
        if (how == HoldBy.HARD_LINK || held == null) {
            return new Found(file, found.text(), stat, false, held);
        }
        try {
            FileStat copy = FileStat.of(file);
            if (copy.isRegular()) {
                // A copy is of one moment, which may be a little later than that of the look.
                return new Found(file, found.text(), stat.withContentOf(copy), false, held.withContentIn(copy));
            }
        } catch (NoSuchFileException e) {
            // It went away between the look and the copy.
        }
        log.vanished(found);
        return null;
    }

    @Override
    public void close() throws IOException {
        index.close();
    }
}
