package dev.holdfast.backup.sqlite.internal.restore;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestorePreview.Action;
import dev.holdfast.backup.spi.RestorePreview.Change;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Tells what a restore would do, and what stands against it. */
public final class DatabasePreview {

    private DatabasePreview() {}

    /**
     * Tells it.
     *
     * @param from the backup
     * @param place the file that would be written
     * @param how what was asked for
     * @return the preview
     * @throws IOException if it cannot be told
     */
    public static RestorePreview of(BackupReader from, Path place, RestoreRequest how) throws IOException {
        long bytes = Restored.bytes(from);
        String shown = Failures.oneLine(place.toString());
        boolean there = Companions.isThere(place);
        boolean kept = there && how.way() == RestoreWay.TO && how.onConflict() == ConflictRule.SKIP;
        Action action = kept ? Action.KEEP : there ? Action.REPLACE : Action.CREATE;
        // In place the file stays the same one, whatever is written into it.
        String detail = there ? "file " + StagedDatabase.Identity.of(place) : "";
        List<Problem> problems = new ArrayList<>(obstacles(place, bytes, how));
        if (there && !kept && how.way() != RestoreWay.IN_PLACE) {
            List<String> processes = OpenFiles.of(place);
            if (!processes.isEmpty()) {
                problems.add(Problem.of(Severity.WARNING, StagedDatabase.inUse(place, processes)));
            }
        }
        return new RestorePreview(
                List.of(new Change(action, shown, detail)), problems, OptionalLong.of(bytes), free(place));
    }

    /** Finds what would make a restore fail. */
    static List<Problem> obstacles(Path place, long bytes, RestoreRequest how) {
        List<Problem> problems = new ArrayList<>();
        String shown = Failures.oneLine(place.toString());
        if (!how.only().isEmpty()) {
            problems.add(new Problem(
                    Severity.ERROR,
                    "HF-SQL-020",
                    "a part of an SQLite database cannot be restored",
                    "Restore all of it to another file, and copy the rows from there."));
        }
        boolean there = Companions.isThere(place);
        if (there && Files.isDirectory(place)) {
            problems.add(new Problem(
                    Severity.ERROR, "HF-SQL-021", shown + " is a directory", "Name the file to restore to."));
        } else if (there && how.way() == RestoreWay.TO && how.onConflict() == ConflictRule.FAIL) {
            problems.add(new Problem(
                    Severity.ERROR,
                    "HF-SQL-021",
                    shown + " is there already",
                    "Name another file, or say on-conflict overwrite or skip."));
        }
        Path existing = existing(place);
        if (!Files.isWritable(existing)) {
            problems.add(new Problem(
                    Severity.ERROR,
                    "HF-SQL-029",
                    "no right to write to " + Failures.oneLine(existing.toString()),
                    "Restore as a user who may write there."));
        }
        OptionalLong free = free(place);
        if (free.isPresent() && free.getAsLong() < bytes) {
            problems.add(new Problem(
                    Severity.ERROR,
                    "HF-SQL-022",
                    "not enough room at " + Failures.oneLine(existing.toString()),
                    "Free some room there, or restore elsewhere."));
        }
        return problems;
    }

    private static Path existing(Path place) {
        Path parent = place.getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent == null ? place : parent;
    }

    private static OptionalLong free(Path place) {
        try {
            return OptionalLong.of(Files.getFileStore(existing(place)).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
