package dev.holdfast.backup.files;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.files.internal.Patterns;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What {@link FilesTarget#exclude} leaves out, for whoever gets a tree from elsewhere than a file system. To be asked in the order of a walk, a
 * directory before what is in it; for one thread.
 */
public final class TreeExclusion {

    private final BiPredicate<String, Boolean> patterns;
    private String within = "";

    private TreeExclusion(BiPredicate<String, Boolean> patterns) {
        this.patterns = patterns;
    }

    /**
     * Makes an exclusion.
     *
     * @param patterns patterns as {@link FilesTarget} describes them; those for whole paths match nothing
     * @return the exclusion
     * @throws ConfigurationException {@code HF-FIL-002} if one is malformed
     */
    public static TreeExclusion of(List<String> patterns) {
        return new TreeExclusion(Patterns.any(patterns));
    }

    /**
     * Tells whether something is left out.
     *
     * @param path its path below the root, without a leading slash, in the form of {@link dev.holdfast.backup.spi.EntryName}
     * @param directory whether it is a directory
     * @return whether it matches, or is in a directory that does
     */
    public boolean leavesOut(String path, boolean directory) {
        if (!within.isEmpty() && path.startsWith(within)) {
            return true;
        }
        boolean left = patterns.test(path, directory);
        if (left && directory) {
            within = path + '/';
        }
        return left;
    }
}
