package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryName;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts trees in the places of others, by the absolute paths of their roots. */
final class Renaming {

    private final Map<String, String> roots;

    private Renaming(Map<String, String> roots) {
        this.roots = roots;
    }

    /** From the paths of this machine to those in a backup. */
    static Renaming toBackup(Iterable<Place> places) {
        Map<String, String> roots = new LinkedHashMap<>();
        places.forEach(place -> roots.put(place.path(), place.root()));
        return new Renaming(roots);
    }

    /** From the paths in a backup to those of this machine. */
    static Renaming fromBackup(Iterable<Place> places) {
        Map<String, String> roots = new LinkedHashMap<>();
        places.forEach(place -> roots.put(place.root(), place.path()));
        return new Renaming(roots);
    }

    /** Returns another path for an absolute one. */
    String path(String path) {
        String best = null;
        for (String root : roots.keySet()) {
            boolean within = path.equals(root) || path.startsWith(root.equals("/") ? "/" : root + '/');
            if (within && (best == null || root.length() > best.length())) {
                best = root;
            }
        }
        if (best == null) {
            throw new TargetException(
                    Failure.of("HF-CTR-068", "\"" + new EntryName(path).display() + "\" is in none of the volumes"));
        }
        return roots.get(best) + path.substring(best.length());
    }

    private EntryName name(EntryName name) {
        return new EntryName(path('/' + name.value()).substring(1));
    }

    ArchiveEntry entry(ArchiveEntry entry) {
        EntryName link = entry.link();
        return new ArchiveEntry(
                name(entry.name()),
                entry.kind(),
                entry.metadata(),
                entry.size(),
                link != null && entry.kind() == EntryKind.HARD_LINK ? name(link) : link,
                entry.device(),
                entry.extents(),
                entry.version());
    }
}
