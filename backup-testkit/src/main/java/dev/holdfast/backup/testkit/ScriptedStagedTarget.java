package dev.holdfast.backup.testkit;

import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import java.util.Map;

/** A target of a {@link ScriptedTarget}'s world that can restore beside the live documents and swap. */
final class ScriptedStagedTarget extends ScriptedPlainTarget implements StagedRestore {

    private static final String ACT = "act";
    private static final String STAGED = "staged";
    private static final String KEPT = "kept";

    ScriptedStagedTarget(ScriptedTarget script) {
        super(script);
    }

    @Override
    public RestoredCopy stage(BackupReader from, RestoreRequest how, RunContext context) throws Exception {
        requireOpen();
        String area = STAGED + " " + context.run();
        context.undo(record("stage", Map.of(STAGED, area)));
        script().world().area(area, Map.of());
        script().runRestoreSteps(context);
        script().world().area(area, read(from, how, context));
        return new RestoredCopy(Map.of("area", area));
    }

    @Override
    public void swap(RestoredCopy copy, RunContext context) throws Exception {
        requireOpen();
        String kept = KEPT + " " + context.run();
        context.undo(record("swap", Map.of(KEPT, kept)));
        script().runSwapSteps(context);
        script().world().swap(place(copy), kept);
    }

    private static String place(RestoredCopy copy) {
        String area = copy.places().get("area");
        if (area == null) {
            throw new IllegalArgumentException("not a copy of this target: " + copy);
        }
        return area;
    }

    private UndoRecord record(String act, Map<String, String> places) {
        Map<String, String> data = new java.util.TreeMap<>(places);
        data.put(ACT, act);
        return new UndoRecord(
                new ParticipantId(ParticipantId.Role.TARGET, id().name()),
                id().type(),
                Settings.none(),
                id().toString(),
                1,
                data);
    }

    @Override
    public void undo(UndoRecord record, RunContext context) {
        String kept = record.data().get(KEPT);
        if (kept != null) {
            script().world().swapBack(kept);
        }
        dropStaged(record);
    }

    @Override
    public void release(UndoRecord record, RunContext context) {
        String kept = record.data().get(KEPT);
        if (kept != null) {
            script().world().drop(kept);
        }
        dropStaged(record);
    }

    private void dropStaged(UndoRecord record) {
        String staged = record.data().get(STAGED);
        if (staged != null) {
            script().world().drop(staged);
        }
    }
}
