package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.TargetRecord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;

/** What came of a run, in a line: the first problem, else the backup; and what was removed, with the reasons. */
final class HistoryResult {

    private static final int REASONS = 2;

    private HistoryResult() {}

    static String of(RunRecord run) {
        StringJoiner result = new StringJoiner("; ");
        if (!run.problems().isEmpty()) {
            result.add(problem(run.problems()));
        } else if (run.removals().isEmpty() || run.kind() == RunKind.BACKUP) {
            result.add(backups(run));
        }
        if (!run.removals().isEmpty()) {
            result.add(removals(run.removals()));
        }
        return result.toString();
    }

    private static String problem(List<Problem> problems) {
        Problem first = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .findFirst()
                .orElse(problems.get(0));
        return first.code() + " " + first.message() + more(problems.size() - 1);
    }

    private static String more(long others) {
        return others < 1 ? "" : " and " + Human.count(others) + " more";
    }

    private static String backups(RunRecord run) {
        List<String> backups = run.targets().stream()
                .map(TargetRecord::backup)
                .filter(Objects::nonNull)
                .map(backup -> Objects.requireNonNull(backup).value())
                .distinct()
                .toList();
        if (!backups.isEmpty()) {
            return backups.get(0) + more(backups.size() - 1L);
        }
        long copies = run.kind() == RunKind.VERIFY
                ? run.targets().stream().mapToLong(TargetRecord::entries).sum()
                : 0;
        return copies == 0 ? "" : Human.count(copies, "copy");
    }

    private static String removals(List<RemovalRecord> removals) {
        List<BackupId> backups =
                removals.stream().map(RemovalRecord::backup).distinct().toList();
        String what = backups.size() == 1 ? backups.get(0).value() : Human.count(backups.size(), "backup");
        return "removed " + what + reasons(removals);
    }

    private static String reasons(List<RemovalRecord> removals) {
        Map<String, Integer> reasons = new TreeMap<>();
        removals.forEach(removal -> removal.reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum)));
        List<String> most = reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(REASONS)
                .map(Map.Entry::getKey)
                .toList();
        return most.isEmpty() ? "" : ": " + String.join(", ", most) + more(reasons.size() - most.size());
    }
}
