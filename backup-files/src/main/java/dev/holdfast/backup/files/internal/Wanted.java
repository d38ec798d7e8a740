package dev.holdfast.backup.files.internal;

import java.util.List;

/** Which entries a restore is for: all, or those that match a pattern or are in a directory that does. */
final class Wanted {

    private final Roots roots;
    private final List<Glob> globs;
    private String within = "";
    private long matched;

    Wanted(Roots roots, List<String> only) {
        this.roots = roots;
        this.globs = Patterns.compile(only);
    }

    private Wanted(Wanted other) {
        this.roots = other.roots;
        this.globs = other.globs;
    }

    /** Returns the same question, for another pass over the archive. */
    Wanted again() {
        return new Wanted(this);
    }

    /** Tells whether only a part is wanted. */
    boolean isPartial() {
        return !globs.isEmpty();
    }

    /**
     * Tells whether an entry is wanted; to be asked in the order of the archive.
     *
     * @param path its absolute path
     * @param directory whether it is a directory
     * @return whether it is
     */
    boolean includes(String path, boolean directory) {
        if (globs.isEmpty() || (!within.isEmpty() && Roots.isBelow(path, within))) {
            matched++;
            return true;
        }
        String root = roots.rootOf(path);
        String relative = path.length() <= root.length()
                ? ""
                : path.substring(root.length()).replaceFirst("^/", "");
        // A root that is a file has no path below itself; its name stands for it.
        String below = relative.isEmpty() ? path.substring(path.lastIndexOf('/') + 1) : relative;
        for (Glob glob : globs) {
            if (glob.matches(path, below, directory) || glob.matches(path, path.substring(1), directory)) {
                within = directory ? path : within;
                matched++;
                return true;
            }
        }
        return false;
    }

    long matched() {
        return matched;
    }
}
