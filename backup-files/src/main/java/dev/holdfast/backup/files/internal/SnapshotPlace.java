package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a snapshot of some roots lies: a hidden directory on their file system, beside the first of them or, where nothing may be made there, in
 * it.
 *
 * <p>Files lie there under the numbers of their file system and of themselves, so no name is too long, and a file with several names is held
 * once.
 *
 * @param directory the hidden directory
 * @param roots the roots whose files it holds, as texts
 * @param device the file system
 * @param inside the root that the directory is in, and as it was before; {@code null} if it is beside it
 */
record SnapshotPlace(
        Path directory,
        List<String> roots,
        long device,
        @Nullable FileStat inside) {

    /** How the names of all snapshots begin, whoever makes them: they are never captured. */
    static final String PREFIX = ".holdfast-snapshot-";

    private static final int SHARDS = 256;

    /** Files that were made together have numbers close to each other; held in one directory they touch fewer blocks of it at a time. */
    private static final int NEIGHBOURS = 12;

    SnapshotPlace {
        roots = List.copyOf(roots);
    }

    /**
     * Finds places for roots; makes nothing.
     *
     * @param options which roots, outer ones first
     * @param suffix what the names of the directories end with
     * @return a place for every file system that a root is on
     * @throws TargetException {@code HF-FIL-063} if there is none for a root
     */
    static List<SnapshotPlace> of(CaptureOptions options, String suffix) throws IOException {
        List<SnapshotPlace> places = new ArrayList<>();
        for (Path root : options.roots()) {
            Path real = real(root, options.followSymlinks());
            FileStat stat = FileStat.of(real);
            SnapshotPlace found = find(real, stat, PREFIX + suffix);
            String text = PathNames.text(root);
            int known = index(places, found, text, stat);
            if (known < 0) {
                places.add(new SnapshotPlace(found.directory, List.of(text), found.device, found.inside));
            } else {
                SnapshotPlace place = places.get(known);
                List<String> roots = new ArrayList<>(place.roots);
                roots.add(text);
                places.set(known, new SnapshotPlace(place.directory, roots, place.device, place.inside));
            }
        }
        return places;
    }

    private static int index(List<SnapshotPlace> places, SnapshotPlace found, String root, FileStat stat) {
        for (int i = 0; i < places.size(); i++) {
            SnapshotPlace place = places.get(i);
            boolean outer = place.device == stat.device()
                    && place.roots.stream()
                            .anyMatch(other -> Roots.isBelow(root, other) && !Mounts.isBetween(other, root));
            if (outer || place.directory.equals(found.directory)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the path without symbolic links on the way; the last name is looked at itself unless links are followed. */
    private static Path real(Path root, boolean follow) throws IOException {
        Path parent = root.getParent();
        Path name = root.getFileName();
        return follow || parent == null || name == null
                ? root.toRealPath()
                : PathNames.resolve(
                        parent.toRealPath(), PathNames.lastName(root).value());
    }

    private static SnapshotPlace find(Path root, FileStat stat, String name) throws IOException {
        Path parent = root.getParent();
        boolean sameMount = parent != null
                && FileStat.of(parent).device() == stat.device()
                && !Mounts.within(PathNames.text(root)).contains(PathNames.text(root));
        if (parent != null && sameMount && Files.isWritable(parent)) {
            return new SnapshotPlace(parent.resolve(name), List.of(), stat.device(), null);
        }
        if (stat.isDirectory() && Files.isWritable(root)) {
            return new SnapshotPlace(root.resolve(name), List.of(), stat.device(), stat);
        }
        String shown = CaptureLog.display(PathNames.text(root));
        throw new TargetException(Failure.of(
                        "HF-FIL-063",
                        "there is no place for a snapshot of " + shown
                                + ": nothing may be made beside it on its file system"
                                + (stat.isDirectory() ? ", nor in it" : ""))
                .hint("Give the user of this process the right to write to the directory above it, or set snapshot to"
                        + " none.")
                .with("path", shown));
    }

    /** Makes the directory, for this process alone: what it holds may have been out of the reach of others. */
    void make() throws IOException {
        PrivateDirectory.make(directory);
    }

    /** Returns the directory for files; {@code kind} is one of several trees of the same form. */
    Path tree(String kind) {
        return directory.resolve(kind);
    }

    /** Returns the name of a file in a tree: a directory with few enough names, and the numbers. */
    static String name(long device, long inode) {
        return shard((int) Long.remainderUnsigned(inode >>> NEIGHBOURS, SHARDS))
                + '/'
                + Long.toHexString(device)
                + '-'
                + Long.toHexString(inode);
    }

    private static String shard(int shard) {
        return (shard < 16 ? "0" : "") + Integer.toHexString(shard);
    }

    /** Makes a tree with all its directories. */
    void makeTree(String kind) throws IOException {
        Path tree = tree(kind);
        PrivateDirectory.make(tree);
        for (int shard = 0; shard < SHARDS; shard++) {
            PrivateDirectory.make(tree.resolve(shard(shard)));
        }
    }

    /** Returns the directories that a tree has below it. */
    List<Path> shards(String kind) {
        List<Path> shards = new ArrayList<>(SHARDS);
        for (int shard = 0; shard < SHARDS; shard++) {
            shards.add(tree(kind).resolve(shard(shard)));
        }
        return shards;
    }

    /** Tells whether a directory is a snapshot by its name. */
    static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }
}
