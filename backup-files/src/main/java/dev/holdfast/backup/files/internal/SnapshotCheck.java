package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Finds what would make a snapshot fail, as far as it can be seen without making anything: whether a file system that could offer reflinks does
 * so is only known when one is made.
 */
final class SnapshotCheck {

    private SnapshotCheck() {}

    /**
     * Looks.
     *
     * @param options what of which trees; all roots are there
     * @param how how contents are held
     * @param name what the directories' names end with
     * @return errors
     */
    static List<Problem> problems(CaptureOptions options, HoldBy how, String name) throws IOException {
        List<Problem> problems = new ArrayList<>();
        CaptureOptions ordered = options.outerRootsFirst();
        List<SnapshotPlace> places;
        try {
            places = SnapshotPlace.of(ordered, name);
        } catch (TargetException e) {
            return List.of(Problem.of(Severity.ERROR, e.failure()));
        }
        for (SnapshotPlace place : places) {
            Path directory = Objects.requireNonNull(place.directory().getParent());
            String type = Files.getFileStore(directory).type();
            if (how.isUnknownTo(type)) {
                problems.add(Problem.of(Severity.ERROR, unknown(how, type, directory)));
            }
        }
        for (Path root : ordered.roots()) {
            problems.addAll(mounts(ordered, PathNames.text(root), places));
        }
        return problems;
    }

    private static Failure unknown(HoldBy how, String type, Path directory) {
        String shown = HoldFailures.shown(directory);
        return Failure.of("HF-FIL-060", "the file system " + type + " of " + shown + " has no " + how.words())
                .hint("Set snapshot to none or to what this file system has, or move the files to another one.")
                .with("path", shown);
    }

    /** What is mounted in a tree is told here only if it is surely captured: patterns of what to take are for the walk. */
    private static List<Problem> mounts(CaptureOptions options, String root, List<SnapshotPlace> places) {
        if (options.oneFileSystem() || options.selection().isPartial()) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        for (String mount : Mounts.within(root)) {
            boolean own = options.roots().stream()
                    .map(PathNames::text)
                    .anyMatch(
                            other -> other.equals(mount) || Roots.isBelow(mount, other) && Roots.isBelow(other, root));
            if (!own && !isExcluded(options.selection(), root, mount)) {
                String place = PathNames.text(HeldFiles.placeOf(places, mount).directory());
                problems.add(Problem.of(Severity.ERROR, HoldFailures.otherFileSystem(mount, place)));
            }
        }
        return problems;
    }

    private static boolean isExcluded(Selection selection, String root, String path) {
        for (String at = path; Roots.isBelow(at, root); at = Roots.parent(at)) {
            String relative = at.substring(root.equals("/") ? 1 : root.length() + 1);
            if (selection.excludes(at, relative, true)) {
                return true;
            }
        }
        return false;
    }
}
