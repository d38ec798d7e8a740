package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestorePreview.Action;
import dev.holdfast.backup.spi.RestorePreview.Change;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** Tells what a restore to another place, or in place, would do. */
final class FilesPreview {

    private FilesPreview() {}

    static RestorePreview of(BackupReader from, Roots roots, RestoreRequest how) throws IOException {
        List<Change> changes = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Path place;
        if (how.way() == RestoreWay.TO) {
            place = Path.of(Objects.requireNonNull(how.destination()))
                    .toAbsolutePath()
                    .normalize();
            change(changes, place);
            boolean content = Files.isDirectory(place) && !FilesRestore.isEmpty(place);
            if (content && how.onConflict() == ConflictRule.FAIL) {
                problems.add(new Problem(
                        Severity.INFO,
                        "HF-FIL-030",
                        place + " is not empty; if an entry of the backup is there already, nothing will be restored",
                        "Name an empty directory, or say on-conflict skip or overwrite."));
            }
            if (Files.exists(place) && !Files.isDirectory(place)) {
                problems.add(
                        new Problem(Severity.ERROR, "HF-FIL-031", place + " is not a directory", "Name a directory."));
            }
        } else {
            place = PathNames.path(roots.paths().get(0));
            for (String root : roots.paths()) {
                change(changes, PathNames.path(root));
            }
            problems.add(new Problem(
                    Severity.INFO,
                    "HF-FIL-044",
                    "files that are there and not in the backup will stay",
                    "Restore staged to have exactly what the backup has."));
        }
        notWritable(place, problems);
        OptionalLong needed = Space.needed(from, how);
        OptionalLong free = Space.free(place);
        if (needed.isPresent() && free.isPresent() && needed.getAsLong() > free.getAsLong()) {
            problems.add(new Problem(
                    Severity.ERROR,
                    "HF-FIL-032",
                    "not enough room at " + place,
                    "Free some room there, restore elsewhere, or restore a part."));
        }
        return new RestorePreview(changes, problems, needed, free);
    }

    private static void change(List<Change> changes, Path path) throws IOException {
        FileStat there = Destination.look(path);
        String shown = CaptureLog.display(PathNames.text(path));
        changes.add(
                there == null
                        ? new Change(Action.CREATE, shown, "")
                        : new Change(there.isDirectory() ? Action.MERGE : Action.REPLACE, shown, identity(there)));
    }

    /** Returns what tells one file from another that took its name. */
    static String identity(FileStat stat) {
        return stat.word() + " " + stat.device() + ":" + stat.inode();
    }

    /** Adds an error if the nearest directory that is there cannot be written to. */
    static void notWritable(Path place, List<Problem> problems) {
        Path existing = place;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isWritable(existing)) {
            problems.add(new Problem(
                    Severity.ERROR,
                    "HF-FIL-046",
                    "no right to write to " + CaptureLog.display(PathNames.text(existing)),
                    "Restore as a user who may write there."));
        }
    }
}
