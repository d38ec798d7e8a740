package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.engine.BackupResult;
import dev.holdfast.backup.engine.RestoreReport;
import dev.holdfast.backup.engine.VerifyReport;
import dev.holdfast.backup.history.StoreRecord;
import dev.holdfast.backup.history.TargetRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says of results what the history remembers of them. */
public final class HistoryTargets {

    private HistoryTargets() {}

    /**
     * What a run gave for a target.
     *
     * @param result the result
     * @return the same for the history
     */
    public static TargetRecord of(BackupResult result) {
        BackupManifest manifest = result.manifest();
        List<StoreRecord> stores = result.stores().stream()
                .map(outcome -> new StoreRecord(outcome.store(), outcome.isCommitted(), outcome.problem()))
                .toList();
        return new TargetRecord(
                result.target().name(),
                result.state(),
                manifest == null ? null : manifest.id(),
                manifest == null ? 0 : manifest.originalBytes(),
                manifest == null ? 0 : manifest.bytes(),
                manifest == null ? 0 : manifest.entries(),
                stores);
    }

    /**
     * What a restore brought back.
     *
     * @param report how it ended
     * @return the same for the history
     */
    public static TargetRecord of(RestoreReport report) {
        return new TargetRecord(
                report.restore().target().name(),
                report.state(),
                report.restore().backup(),
                report.bytes(),
                0,
                report.entries(),
                List.of());
    }

    /** A target without sizes, such as that of a backup that was pinned. */
    static TargetRecord of(BackupId backup, List<String> stores) {
        List<StoreRecord> records =
                stores.stream().map(store -> new StoreRecord(store, true, null)).toList();
        return new TargetRecord(backup.target(), RunState.SUCCEEDED, backup, 0, 0, 0, records);
    }

    /**
     * What a verification found, a record per target: a catalog may have a hundred thousand backups, and which of them was proved when is
     * noted beside each. A store did not succeed if any copy in it is not good; its problem is that of the first.
     *
     * @param results a result per backup and store
     * @return a record per target, in the order of the results
     */
    static List<TargetRecord> of(List<VerifyReport.Result> results) {
        Map<String, Verified> byTarget = new LinkedHashMap<>();
        results.forEach(result -> byTarget.computeIfAbsent(result.backup().target(), target -> new Verified())
                .add(result));
        List<TargetRecord> records = new ArrayList<>();
        byTarget.forEach((target, verified) -> records.add(verified.record(target)));
        return records;
    }

    /** What was found of one target's copies. */
    private static final class Verified {
        private final Map<String, @Nullable Problem> stores = new LinkedHashMap<>();
        private @Nullable BackupId only;
        private int copies;
        private boolean several;

        void add(VerifyReport.Result result) {
            copies++;
            several |= only != null && !only.equals(result.backup());
            only = result.backup();
            @Nullable Problem first =
                    result.problems().isEmpty() ? null : result.problems().get(0);
            if (stores.get(result.store()) == null) {
                stores.put(result.store(), first);
            }
        }

        TargetRecord record(String target) {
            boolean good = stores.values().stream().allMatch(problem -> problem == null);
            List<StoreRecord> records = new ArrayList<>();
            stores.forEach((store, problem) -> records.add(new StoreRecord(store, problem == null, problem)));
            return new TargetRecord(
                    target, good ? RunState.SUCCEEDED : RunState.FAILED, several ? null : only, 0, 0, copies, records);
        }
    }
}
