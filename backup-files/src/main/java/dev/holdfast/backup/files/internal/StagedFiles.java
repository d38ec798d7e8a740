package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestorePreview.Action;
import dev.holdfast.backup.spi.RestorePreview.Change;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The staged restore: each root is restored beside the live one, on the same file system, and takes its place by two renames.
 *
 * <p>For a root {@code /srv/uploads} the copy is {@code /srv/.holdfast-restore-ID-1}, and the old one is kept as {@code
 * /srv/.holdfast-old-ID-1}. What is where after a crash tells how far it came, so every undo looks first and does what is left to do.
 */
final class StagedFiles {

    private static final String STAGE = "stage";
    private static final String SWAP = "swap";
    private static final int VERSION = 1;

    private final TargetId id;
    private final Settings settings;
    private final List<Path> excludedPaths;

    StagedFiles(TargetId id, Settings settings, List<Path> excludedPaths) {
        this.id = id;
        this.settings = settings;
        this.excludedPaths = excludedPaths;
    }

    RestorePreview preview(BackupReader from, Roots roots, RestoreRequest how) throws IOException {
        List<Change> changes = new ArrayList<>();
        for (String root : roots.paths()) {
            FileStat there = Destination.look(PathNames.path(root));
            changes.add(
                    there == null
                            ? new Change(Action.CREATE, CaptureLog.display(root), "")
                            : new Change(Action.REPLACE, CaptureLog.display(root), FilesPreview.identity(there)));
        }
        List<Problem> problems = obstacles(from, roots, how);
        Path place = parent(roots.paths().get(0));
        if (from.manifest().facts().containsKey(FilesCapture.PARTIAL)) {
            problems.add(new Problem(
                    Severity.WARNING,
                    "HF-FIL-047",
                    "the backup leaves files out (" + from.manifest().facts().get(FilesCapture.PARTIAL)
                            + "), so they will not be in the new one",
                    "They stay in the old one until the restore is confirmed; restore in place to keep them where they"
                            + " are."));
        }
        return new RestorePreview(changes, problems, Space.needed(from, how), Space.free(place));
    }

    /** Finds what would make the swap fail, or do harm. */
    private List<Problem> obstacles(BackupReader from, Roots roots, RestoreRequest how) throws IOException {
        List<Problem> problems = new ArrayList<>();
        if (!how.only().isEmpty()) {
            problems.add(new Problem(
                    Severity.ERROR,
                    "HF-FIL-045",
                    "a part of a backup cannot be restored staged: the rest of the live one would be gone",
                    "Restore the part to another directory, or in place."));
        }
        for (String root : roots.paths()) {
            String shown = CaptureLog.display(root);
            if (root.equals("/")) {
                problems.add(new Problem(
                        Severity.ERROR,
                        "HF-FIL-048",
                        "the root of the file system cannot be swapped",
                        "Restore in place, or to another directory."));
                continue;
            }
            for (String mount : Mounts.within(root)) {
                problems.add(new Problem(
                        Severity.ERROR,
                        "HF-FIL-048",
                        "a file system is mounted at " + CaptureLog.display(mount) + ", so " + shown
                                + " cannot be swapped by rename",
                        "Restore in place, or to another directory."));
            }
            for (Path excluded : excludedPaths) {
                String path = PathNames.text(excluded);
                boolean there = Files.exists(excluded, LinkOption.NOFOLLOW_LINKS);
                if (there && (path.equals(root) || Roots.isBelow(path, root))) {
                    problems.add(new Problem(
                            Severity.ERROR,
                            "HF-FIL-049",
                            CaptureLog.display(path) + " is inside of " + shown
                                    + " and not in the backup; a swap would take it away",
                            "Restore in place, or to another directory."));
                }
            }
            FilesPreview.notWritable(parent(root), problems);
        }
        Long needed = Space.needed(from, how).isPresent()
                ? (Long) Space.needed(from, how).getAsLong()
                : null;
        Path place = parent(roots.paths().get(0));
        if (needed != null && needed > Space.free(place).orElse(Long.MAX_VALUE)) {
            problems.add(new Problem(
                    Severity.ERROR,
                    "HF-FIL-032",
                    "not enough room at " + place + ": " + needed + " bytes needed, "
                            + Space.free(place).orElse(0) + " free",
                    "Free some room there, or restore elsewhere."));
        }
        return problems;
    }

    private static Path parent(String root) {
        return PathNames.path(Roots.parent(root));
    }

    RestoredCopy stage(BackupReader from, Roots roots, RestoreRequest how, RunContext context) throws Exception {
        for (Problem problem : obstacles(from, roots, how)) {
            if (problem.severity() == Severity.ERROR) {
                throw new RefusedException(
                        Failure.of(problem.code(), problem.message()).hint(problem.hint()));
            }
        }
        List<Swap> swaps = plan(roots);
        context.undo(record(STAGE, swaps));
        List<Placement> placements = new ArrayList<>();
        for (Swap swap : swaps) {
            Path staged = PathNames.path(swap.staged());
            Path parent = Objects.requireNonNull(staged.getParent());
            Files.createDirectories(parent);
            placements.add(new Placement(
                    swap.live(),
                    parent.toRealPath(),
                    Objects.requireNonNull(staged.getFileName()).toString(),
                    true));
        }
        FilesRestore.run(from, roots, placements, how, context);
        Map<String, String> places = new LinkedHashMap<>();
        List<byte[]> toFlush = new ArrayList<>();
        for (Swap swap : swaps) {
            Path staged = PathNames.path(swap.staged());
            if (!Files.exists(staged, LinkOption.NOFOLLOW_LINKS)) {
                throw new TargetException(
                        Failure.of("HF-FIL-054", "the backup has nothing of " + CaptureLog.display(swap.live()))
                                .hint("Restore it to another directory, or in place."));
            }
            places.put(swap.live(), swap.staged());
            toFlush.add(PathNames.bytes(Objects.requireNonNull(staged.getParent())));
        }
        flush(toFlush, context);
        return new RestoredCopy(places);
    }

    private static List<Swap> plan(Roots roots) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        List<Swap> swaps = new ArrayList<>();
        int number = 1;
        for (String root : roots.paths()) {
            if (!roots.isInner(root)) {
                String parent = Roots.parent(root);
                String beside = parent.equals("/") ? "/" : parent + '/';
                String suffix = id + '-' + number++;
                swaps.add(new Swap(
                        root,
                        beside + ".holdfast-restore-" + suffix,
                        beside + ".holdfast-old-" + suffix,
                        firstMissing(parent),
                        "",
                        true));
            }
        }
        return swaps;
    }

    private static String firstMissing(String parent) {
        String missing = "";
        String path = parent;
        while (!path.equals("/") && !Files.exists(PathNames.path(path), LinkOption.NOFOLLOW_LINKS)) {
            missing = path;
            path = Roots.parent(path);
        }
        return missing;
    }

    /** Has the copies on the disk before they are trusted: a swap must not survive a crash that its content does not. */
    private static void flush(List<byte[]> directories, RunContext context) throws InterruptedException {
        context.progress().step("flushing to disk");
        String complaint = new Tools(context).run(directories, 0, "sync", "-f");
        if (!complaint.isEmpty()) {
            throw new TargetException(
                    Failure.of("HF-FIL-055", "cannot flush the restored files to disk: " + complaint));
        }
    }

    private UndoRecord record(String act, List<Swap> swaps) {
        ParticipantId owner = new ParticipantId(ParticipantId.Role.TARGET, id.name());
        return new UndoRecord(owner, id.type(), settings, "target:" + id.name(), VERSION, Swap.toData(act, swaps));
    }

    void swap(RestoredCopy copy, RunContext context) throws Exception {
        List<Swap> swaps = new ArrayList<>();
        for (Map.Entry<String, String> place : copy.places().entrySet()) {
            String staged = place.getValue();
            FileStat stat = FileStat.of(PathNames.path(staged));
            String old = staged.replace("/.holdfast-restore-", "/.holdfast-old-");
            boolean replaces = Files.exists(PathNames.path(place.getKey()), LinkOption.NOFOLLOW_LINKS);
            swaps.add(new Swap(place.getKey(), staged, old, "", FilesPreview.identity(stat), replaces));
        }
        context.undo(record(SWAP, swaps));
        for (Swap swap : swaps) {
            Path live = PathNames.path(swap.live());
            Path old = PathNames.path(swap.old());
            if (swap.replaces()) {
                rename(live, old);
            } else {
                Files.createFile(old);
                force(Objects.requireNonNull(old.getParent()));
            }
            rename(PathNames.path(swap.staged()), live);
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new TargetException(Failure.of(
                    "HF-FIL-056",
                    "cannot rename " + CaptureLog.display(PathNames.text(from)) + " to "
                            + CaptureLog.display(PathNames.text(to)) + ": something is there"));
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TargetException(
                    Failure.of(
                                    "HF-FIL-056",
                                    "cannot rename " + CaptureLog.display(PathNames.text(from)) + " to "
                                            + CaptureLog.display(PathNames.text(to)) + ": " + Reasons.of(e))
                            .hint("Restore in place if this keeps happening."),
                    e);
        }
        force(Objects.requireNonNull(to.getParent()));
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    void undo(UndoRecord record, RunContext context) throws Exception {
        List<Swap> swaps = Swap.of(record);
        for (int i = swaps.size() - 1; i >= 0; i--) {
            if (SWAP.equals(record.data().get("act"))) {
                undoSwap(swaps.get(i), context);
            } else {
                undoStage(swaps.get(i), context);
            }
        }
    }

    private static void undoStage(Swap swap, RunContext context) throws IOException {
        Removal.remove(PathNames.path(swap.staged()), context.cancellation());
        if (swap.made().isEmpty()) {
            return;
        }
        // Directories that were made for the copy go too, as long as they are empty.
        String path = Roots.parent(swap.staged());
        while (path.equals(swap.made()) || Roots.isBelow(path, swap.made())) {
            Path directory = PathNames.path(path);
            if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) && FilesRestore.isEmpty(directory)) {
                Files.delete(directory);
            }
            path = Roots.parent(path);
        }
    }

    /** Acts only while the old one, or what stands for it, is where the swap put it: so a second undo finds nothing to do. */
    private static void undoSwap(Swap swap, RunContext context) throws IOException {
        Path live = PathNames.path(swap.live());
        Path staged = PathNames.path(swap.staged());
        Path old = PathNames.path(swap.old());
        if (!Files.exists(old, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        FileStat there = Destination.look(live);
        boolean away = !Files.exists(staged, LinkOption.NOFOLLOW_LINKS);
        if (there != null && away && FilesPreview.identity(there).equals(swap.identity())) {
            // The copy is live: back to where it was made, from where the undo of the staging removes it.
            rename(live, staged);
        } else if (there != null && swap.replaces()) {
            rename(live, PathNames.path(swap.aside()));
            context.problem(new Problem(
                    Severity.WARNING,
                    "HF-FIL-057",
                    "something else took the place of " + CaptureLog.display(swap.live()) + "; it is now "
                            + CaptureLog.display(swap.aside()),
                    "Look at it and remove it."));
        }
        if (swap.replaces()) {
            rename(old, live);
        } else {
            Files.delete(old);
        }
    }

    void release(UndoRecord record, RunContext context) throws Exception {
        for (Swap swap : Swap.of(record)) {
            if (SWAP.equals(record.data().get("act"))) {
                drop(swap, context);
            } else {
                Removal.remove(PathNames.path(swap.staged()), context.cancellation());
            }
        }
    }

    private static void drop(Swap swap, RunContext context) throws IOException {
        Path old = PathNames.path(swap.old());
        Path dropped = PathNames.path(swap.dropped());
        try {
            // Half of the old one must never be taken for the old one.
            Files.move(old, dropped, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // Dropped before, or there was none.
        }
        Removal.remove(dropped, context.cancellation());
    }
}
