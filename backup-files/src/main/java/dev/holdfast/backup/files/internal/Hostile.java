package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.spi.ArchiveEntry;

/** Refuses entries that no capture makes. */
final class Hostile {

    private Hostile() {}

    /**
     * Refuses a name that leads out of the place to restore to, or out of what the backup says it is of.
     *
     * @param entry the entry
     * @param roots the roots of the backup
     * @return the entry's absolute path
     * @throws IntegrityException {@code HF-FIL-050} or {@code HF-FIL-051}
     */
    static String check(ArchiveEntry entry, Roots roots) {
        if (!entry.name().isSafe()) {
            throw new IntegrityException(Failure.of(
                            "HF-FIL-050",
                            "the name of an entry leads out of the place to restore to: \""
                                    + entry.name().display() + "\"")
                    .hint("No backup of ours has such a name: do not trust this archive.")
                    .with("entry", entry.name().display()));
        }
        String text = '/' + entry.name().value();
        if (roots.rootOf(text).isEmpty()) {
            throw outside(entry);
        }
        return text;
    }

    static IntegrityException outside(ArchiveEntry entry) {
        return new IntegrityException(Failure.of(
                        "HF-FIL-051",
                        "an entry is not below any path that the backup is of: "
                                + entry.name().display())
                .hint("No backup of ours has such an entry: do not trust this archive.")
                .with("entry", entry.name().display()));
    }

    static IntegrityException twice(Place place) {
        String text = CaptureLog.display(place.text());
        return new IntegrityException(Failure.of(
                        "HF-FIL-052",
                        "two entries of the archive land at " + CaptureLog.display(PathNames.text(place.path())))
                .hint("Does this file system treat names that differ by case or by Unicode form as one? Then restore to"
                        + " another one.")
                .with("entry", text));
    }
}
