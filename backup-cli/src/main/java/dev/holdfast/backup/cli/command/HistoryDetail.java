package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.StoreRecord;
import dev.holdfast.backup.history.TargetRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** All that is remembered of a run, for people. */
final class HistoryDetail {

    private HistoryDetail() {}

    static void write(Screen screen, RunRecord run, Instant now) {
        Instant due = run.cause().dueAt();
        screen.pairs(
                "run", run.id(),
                "kind", HistoryText.kind(run),
                "job", run.job(),
                "state", Documents.word(run.state()),
                "started", when(run.startedAt()) + " (" + Human.age(Duration.between(run.startedAt(), now)) + " ago)",
                "finished", run.finishedAt() == null ? "" : when(run.finishedAt()),
                "took", HistoryText.took(run),
                "asked for by", HistoryText.asked(run.cause()),
                "due", due == null ? "" : due.toString(),
                "attempt",
                        run.cause().attempt() == 1
                                ? ""
                                : Integer.toString(run.cause().attempt()),
                "node", run.node(),
                "data", data(run),
                "stored", run.storedBytes() == 0 ? "" : Human.bytes(run.storedBytes()),
                "paused", run.pause().isZero() ? "" : Human.duration(run.pause()));
        part(screen, targets(run));
        part(screen, pauses(run.pauses()));
        part(screen, removals(run.removals()));
        List<Problem> problems = problems(run);
        if (!problems.isEmpty()) {
            screen.line("");
            screen.problems(problems, "");
        }
    }

    /** More digits are for programs. */
    private static String when(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static String data(RunRecord run) {
        if (run.originalBytes() == 0) {
            return "";
        }
        String rate = run.bytesPerSecond().isEmpty()
                ? ""
                : ", " + Human.bytes(run.bytesPerSecond().getAsLong()) + "/s";
        return Human.bytes(run.originalBytes()) + rate;
    }

    private static void part(Screen screen, Table table) {
        if (!table.isEmpty()) {
            screen.line("");
            screen.table(table);
        }
    }

    private static Table targets(RunRecord run) {
        // What a verification counts are copies.
        String counted = run.kind() == RunKind.VERIFY ? ">COPIES" : ">ENTRIES";
        Table table = Table.of("TARGET", "STATE", "BACKUP", ">DATA", ">STORED", counted, "STORES");
        for (TargetRecord target : run.targets()) {
            BackupId backup = target.backup();
            table.row(
                    new Table.Cell(target.target(), Style.STRONG),
                    RunText.state(target.state()),
                    backup == null ? "" : backup.value(),
                    target.originalBytes() == 0 ? "" : Human.bytes(target.originalBytes()),
                    target.storedBytes() == 0 ? "" : Human.bytes(target.storedBytes()),
                    target.entries() == 0 ? "" : Human.count(target.entries()),
                    target.stores().stream()
                            .map(store -> store.succeeded() ? store.store() : store.store() + " (failed)")
                            .collect(Collectors.joining(", ")));
        }
        return table;
    }

    private static Table pauses(List<ServicePause> pauses) {
        Table table = Table.of("PAUSED", "BY", ">FOR");
        pauses.forEach(pause -> table.row(pause.resource(), pause.hook(), Human.duration(pause.length())));
        return table;
    }

    private static Table removals(List<RemovalRecord> removals) {
        Table table = Table.of("REMOVED", "STORE", ">SIZE", "WHY").withLastBelow();
        removals.forEach(removal -> table.row(
                removal.backup().value(),
                removal.store(),
                Human.bytes(removal.bytes()),
                String.join(", ", removal.reasons())));
        return table;
    }

    /** Those of the run, and what stores say beside that. */
    private static List<Problem> problems(RunRecord run) {
        List<Problem> problems = new ArrayList<>(run.problems());
        run.targets().stream()
                .flatMap(target -> target.stores().stream())
                .map(StoreRecord::problem)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(problem -> !problems.contains(problem))
                .forEach(problems::add);
        return problems;
    }
}
