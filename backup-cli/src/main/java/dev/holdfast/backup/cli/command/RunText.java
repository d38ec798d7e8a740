package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.engine.BackupResult;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.engine.StoreOutcome;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A run as people read it. */
final class RunText {

    private static final int PROBLEMS_SHOWN = 20;

    private RunText() {}

    static void write(Screen screen, RunReport report) {
        Table table = Table.of("BACKUP", "STATE", ">DATA", ">STORED", ">RATIO", ">RATE", ">ENTRIES", "STORES");
        for (BackupResult result : report.backups()) {
            BackupManifest manifest = result.manifest();
            Table.Cell state = state(result.state());
            if (manifest == null) {
                table.row(result.target().toString(), state, "", "", "", "", "", "");
                continue;
            }
            long millis = Duration.between(manifest.startedAt(), manifest.finishedAt())
                    .toMillis();
            table.row(
                    new Table.Cell(manifest.id().value(), Style.STRONG),
                    state,
                    Human.bytes(manifest.originalBytes()),
                    Human.bytes(manifest.bytes()),
                    Human.percent(manifest.bytes(), manifest.originalBytes()),
                    Human.rate(manifest.originalBytes(), millis),
                    manifest.entries() == 0 ? "" : Human.count(manifest.entries()),
                    result.stores().stream()
                            .map(store -> store.isCommitted() ? store.store() : store.store() + " (failed)")
                            .collect(Collectors.joining(", ")));
        }
        if (!table.isEmpty()) {
            screen.table(table);
        }
        // What failed before there was a choice of targets is the failure of all of them.
        Set<BackupException> told = Collections.newSetFromMap(new IdentityHashMap<>());
        for (BackupResult result : report.backups()) {
            problems(screen, result.problems());
            problems(
                    screen,
                    result.stores().stream()
                            .map(StoreOutcome::problem)
                            .filter(problem ->
                                    problem != null && !result.problems().contains(problem))
                            .toList());
            if (result.failure() != null && told.add(result.failure())) {
                failure(screen, result.failure());
            }
        }
        problems(screen, report.problems());
        BackupException first = report.failure();
        boolean listed = first != null && report.problems().contains(Problem.of(Severity.ERROR, first.failure()));
        if (!listed && first != null && told.add(first)) {
            failure(screen, first);
        }
        screen.line(
                style(report.state()),
                "run " + report.run() + " of " + report.job() + " " + Documents.word(report.state()) + " in "
                        + Human.duration(Duration.between(report.startedAt(), report.finishedAt()))
                        + (report.pause().isZero() ? "" : ", services paused " + Human.duration(report.pause())));
    }

    private static void failure(Screen screen, BackupException failure) {
        // That it was cancelled is in the last line.
        if (!(failure instanceof CancelledException)) {
            screen.problems(List.of(Problem.of(Severity.ERROR, failure.failure())), "");
        }
    }

    static void problems(Screen screen, List<Problem> problems) {
        screen.problems(problems.subList(0, Math.min(problems.size(), PROBLEMS_SHOWN)), "");
        if (problems.size() > PROBLEMS_SHOWN) {
            screen.line(
                    "… and " + (problems.size() - PROBLEMS_SHOWN) + " more; \"holdfast show\" and --json list them");
        }
    }

    /** Says what to do with the first backup. */
    static void next(Screen screen, List<RunReport> reports) {
        reports.stream()
                .flatMap(report -> report.backups().stream())
                .flatMap(result -> result.backup().stream())
                .findFirst()
                .ifPresent(manifest -> screen.next(
                        "holdfast verify " + manifest.id(), "holdfast restore " + manifest.id() + " --preview"));
    }

    static Table.Cell state(RunState state) {
        return new Table.Cell(Documents.word(state), style(state));
    }

    static Style style(RunState state) {
        return switch (state) {
            case SUCCEEDED -> Style.GOOD;
            case DEGRADED, REFUSED, SKIPPED -> Style.WARNING;
            case FAILED, CANCELLED, INTERRUPTED -> Style.BAD;
            case RUNNING -> Style.PLAIN;
        };
    }
}
