package dev.holdfast.backup.files.internal;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries below one path of the backup go.
 *
 * @param from an absolute path of the backup; {@code /} stands for all
 * @param base an existing directory that nothing may leave
 * @param prefix the name below {@code base} that takes the place of {@code from}; empty if that is {@code base} itself
 * @param fresh whether nothing was there before, so that whatever is in the way came from the backup itself
 */
record Placement(String from, Path base, String prefix, boolean fresh) {

    /** Returns the place of an absolute path of the backup, relative to the base, or {@code null} if it is not below {@link #from}. */
    @Nullable String relative(String path) {
        if (path.equals(from)) {
            return prefix;
        }
        if (!Roots.isBelow(path, from)) {
            return null;
        }
        String rest = path.substring(from.equals("/") ? 1 : from.length() + 1);
        return prefix.isEmpty() ? rest : prefix + '/' + rest;
    }

    /** Finds the placement of a path: the one with the longest {@link #from}. */
    static @Nullable Placement of(List<Placement> placements, String path) {
        Placement best = null;
        for (Placement placement : placements) {
            if (placement.relative(path) != null && (best == null || placement.from.length() > best.from.length())) {
                best = placement;
            }
        }
        return best;
    }
}
