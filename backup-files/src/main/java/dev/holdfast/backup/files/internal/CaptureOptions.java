package dev.holdfast.backup.files.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * How a tree is captured.
 *
 * @param roots absolute, normal paths
 * @param selection what of them
 * @param oneFileSystem whether to stay on the file system of each root
 * @param followSymlinks whether links count as what they point to
 * @param excludeCaches whether directories with a {@code CACHEDIR.TAG} are left out but for the tag
 * @param attributes whether extended attributes are read
 * @param failOnChange whether a file that cannot be captured whole fails the backup
 */
public record CaptureOptions(
        List<Path> roots,
        Selection selection,
        boolean oneFileSystem,
        boolean followSymlinks,
        boolean excludeCaches,
        boolean attributes,
        boolean failOnChange) {

    /** Copies the list. */
    public CaptureOptions {
        roots = List.copyOf(roots);
    }

    /** Returns these with outer roots before inner ones, so that inner ones are known to be walked already. */
    CaptureOptions outerRootsFirst() {
        List<Path> ordered = new ArrayList<>(roots);
        ordered.sort(Comparator.comparing(PathNames::text));
        return new CaptureOptions(
                ordered, selection, oneFileSystem, followSymlinks, excludeCaches, attributes, failOnChange);
    }

    /** Returns these without some more paths. */
    CaptureOptions leavingOut(Set<String> paths) {
        return new CaptureOptions(
                roots,
                selection.leavingOut(paths),
                oneFileSystem,
                followSymlinks,
                excludeCaches,
                attributes,
                failOnChange);
    }

    /** Returns what is left out on purpose, as settings in a few words; empty if nothing is. */
    String leftOut() {
        List<String> words = new ArrayList<>();
        if (selection.isPartial()) {
            words.add("include");
        }
        if (selection.hasExcludes()) {
            words.add("exclude");
        }
        if (excludeCaches) {
            words.add("exclude-caches");
        }
        if (oneFileSystem) {
            words.add("one-file-system");
        }
        return String.join(", ", words);
    }
}
