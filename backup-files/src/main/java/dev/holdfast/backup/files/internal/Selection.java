package dev.holdfast.backup.files.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a tree is captured: excludes win over includes, and a directory that is excluded is not walked.
 *
 * <p>Paths are texts in the escaped form of {@link dev.holdfast.backup.spi.EntryName}.
 */
final class Selection {

    private final List<Glob> includes;
    private final List<Glob> excludes;
    private final Set<String> excludedPaths;

    /**
     * Makes a selection.
     *
     * @param includes patterns of what to take; none takes all
     * @param excludes patterns of what to leave
     * @param excludedPaths absolute paths to leave
     */
    Selection(List<Glob> includes, List<Glob> excludes, Set<String> excludedPaths) {
        this.includes = List.copyOf(includes);
        this.excludes = List.copyOf(excludes);
        this.excludedPaths = Set.copyOf(excludedPaths);
    }

    /** Returns this without some more paths. */
    Selection leavingOut(Set<String> paths) {
        Set<String> all = new HashSet<>(excludedPaths);
        all.addAll(paths);
        return new Selection(includes, excludes, all);
    }

    /** Tells whether there are includes, so that directories count only for what is in them. */
    boolean isPartial() {
        return !includes.isEmpty();
    }

    /** Tells whether anything is excluded. */
    boolean hasExcludes() {
        return !excludes.isEmpty() || !excludedPaths.isEmpty();
    }

    /** Tells whether a path is left out, with all below it. */
    boolean excludes(String absolutePath, String relativePath, boolean isDirectory) {
        if (!excludedPaths.isEmpty() && excludedPaths.contains(absolutePath)) {
            return true;
        }
        for (Glob glob : excludes) {
            if (glob.matches(absolutePath, relativePath, isDirectory)) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether a path is taken by itself, and with it all below it that is not excluded. */
    boolean includes(String absolutePath, String relativePath, boolean isDirectory) {
        for (Glob glob : includes) {
            if (glob.matches(absolutePath, relativePath, isDirectory)) {
                return true;
            }
        }
        return includes.isEmpty();
    }
}
