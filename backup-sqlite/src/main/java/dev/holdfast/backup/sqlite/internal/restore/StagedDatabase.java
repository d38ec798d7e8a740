package dev.holdfast.backup.sqlite.internal.restore;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The staged restore: a new file beside the live one, proven, then two renames. What SQLite keeps beside the live one goes with it, and comes
 * back with it. What is where after a crash tells how far it came, so every undo looks first and does what is left to do.
 */
public final class StagedDatabase {

    private static final int VERSION = 1;

    private final TargetId id;
    private final Settings settings;

    /**
     * Prepares.
     *
     * @param id the target
     * @param settings its settings, for undo records
     */
    public StagedDatabase(TargetId id, Settings settings) {
        this.id = id;
        this.settings = settings;
    }

    /**
     * Makes the copy.
     *
     * @param from the backup
     * @param live the live file
     * @param how what was asked for
     * @param context the run
     * @return the copy
     * @throws IOException if it cannot be made
     */
    public RestoredCopy stage(BackupReader from, Path live, RestoreRequest how, RunContext context) throws IOException {
        Restored restored = new Restored(from, context);
        for (Problem problem : DatabasePreview.obstacles(live, restored.bytes(), how)) {
            if (problem.severity() == Severity.ERROR) {
                throw new RefusedException(
                        Failure.of(problem.code(), problem.message()).hint(problem.hint()));
            }
        }
        SwapPlan plan = SwapPlan.begin(live, UUID.randomUUID().toString().substring(0, 8));
        context.undo(record(SwapPlan.STAGE, plan));
        Files.createDirectories(Objects.requireNonNull(live.getParent()));
        restored.make(plan.staged(), how.salvage());
        Permissions.give(plan.staged(), live, restored.facts().mode(), context);
        Companions.force(plan.staged());
        return new RestoredCopy(Map.of(live.toString(), plan.staged().toString()));
    }

    private UndoRecord record(String act, SwapPlan plan) {
        ParticipantId owner = new ParticipantId(ParticipantId.Role.TARGET, id.name());
        return new UndoRecord(owner, id.type(), settings, "target:" + id.name(), VERSION, plan.data(act));
    }

    /**
     * Puts the copy in the place of the live one.
     *
     * @param copy what {@link #stage} returned
     * @param context the run
     * @throws IOException if it cannot be done
     */
    public void swap(RestoredCopy copy, RunContext context) throws IOException {
        Map.Entry<String, String> place = copy.places().entrySet().iterator().next();
        Path live = Path.of(place.getKey());
        Path staged = Path.of(place.getValue());
        SwapPlan plan = SwapPlan.of(live, staged, Identity.of(staged), Companions.isThere(live));
        requireUnused(live);
        context.undo(record(SwapPlan.SWAP, plan));
        if (plan.replaces()) {
            Companions.move(live, plan.old());
            rename(live, plan.old());
        } else {
            // A journal without its database would be taken for the new one's.
            Companions.move(live, plan.old());
            Files.createFile(plan.old());
            Companions.force(plan.old());
        }
        rename(staged, live);
    }

    /** Whoever has the old file open would go on writing to it, and lose all of that. */
    private static void requireUnused(Path live) {
        List<String> processes = OpenFiles.of(live);
        if (!processes.isEmpty()) {
            throw new TargetException(inUse(live, processes).retry(RetryStatus.LATER));
        }
    }

    static Failure inUse(Path live, List<String> processes) {
        // The numbers of processes change by themselves: they are no part of the message, by which plans are compared.
        return Failure.of("HF-SQL-023", "programs have database " + Failures.oneLine(live.toString()) + " open")
                .hint("Stop them, best by a hook during restores, or restore in place, which they see at once.")
                .with("processes", Failures.oneLine(String.join(", ", processes)));
    }

    private static void rename(Path from, Path to) throws IOException {
        if (Companions.isThere(to)) {
            throw new TargetException(notRenamed(from, to, "something is there"));
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TargetException(notRenamed(from, to, String.valueOf(e.getMessage())), e);
        }
        Companions.force(to);
    }

    private static Failure notRenamed(Path from, Path to, String why) {
        return Failure.of(
                        "HF-SQL-026",
                        "cannot rename " + Failures.oneLine(from.toString()) + " to " + Failures.oneLine(to.toString())
                                + ": " + Failures.oneLine(why))
                .hint("Remove what is in the way, or restore in place.");
    }

    /**
     * Undoes a stage or a swap.
     *
     * @param record what was written before it
     * @param context the run
     * @throws IOException if it cannot be undone
     */
    public void undo(UndoRecord record, RunContext context) throws IOException {
        SwapPlan plan = SwapPlan.of(record);
        if (SwapPlan.SWAP.equals(record.data().get("act"))) {
            undoSwap(plan, context);
        } else {
            removeStaged(plan);
        }
    }

    private static void removeStaged(SwapPlan plan) throws IOException {
        Companions.remove(plan.staged());
        Files.deleteIfExists(plan.staged());
    }

    private static void undoSwap(SwapPlan plan, RunContext context) throws IOException {
        if (!Companions.isThere(plan.old())) {
            // Not begun, or done before, or only what lies beside it has moved.
            if (Companions.isThere(plan.live()) == plan.replaces()) {
                Companions.move(plan.old(), plan.live());
            }
            return;
        }
        if (Companions.isThere(plan.live())) {
            boolean ours = !Companions.isThere(plan.staged())
                    && Identity.of(plan.live()).equals(plan.identity());
            if (ours) {
                // The copy is live: back to where it was made, from where the undo of the staging removes it.
                Companions.move(plan.live(), plan.staged());
                rename(plan.live(), plan.staged());
            } else if (plan.replaces()) {
                Companions.move(plan.live(), plan.aside());
                rename(plan.live(), plan.aside());
                context.problem(new Problem(
                        Severity.WARNING,
                        "HF-SQL-027",
                        "something else took the place of "
                                + Failures.oneLine(plan.live().toString()) + "; it is now "
                                + Failures.oneLine(plan.aside().toString()),
                        "Look at it and remove it."));
            }
        }
        if (plan.replaces()) {
            Companions.move(plan.old(), plan.live());
            rename(plan.old(), plan.live());
        } else {
            Companions.move(plan.old(), plan.live());
            Files.delete(plan.old());
        }
    }

    /**
     * Drops what a stage or a swap kept.
     *
     * @param record what was written before it
     * @throws IOException if it cannot be dropped
     */
    public void release(UndoRecord record) throws IOException {
        SwapPlan plan = SwapPlan.of(record);
        if (!SwapPlan.SWAP.equals(record.data().get("act"))) {
            removeStaged(plan);
            return;
        }
        try {
            // Half of the old one must never be taken for the old one.
            Files.move(plan.old(), plan.dropped(), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // Dropped before.
        }
        Companions.remove(plan.old());
        Files.deleteIfExists(plan.dropped());
    }

    /** Tells one file from another that took its name. */
    static final class Identity {

        private Identity() {}

        static String of(Path file) throws IOException {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino");
            return Objects.requireNonNull(attributes.get("dev")) + ":" + Objects.requireNonNull(attributes.get("ino"));
        }
    }
}
