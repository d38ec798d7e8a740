package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.history.TargetRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs that are remembered, for people and in documents. */
final class HistoryText {

    private HistoryText() {}

    static Table table(List<RunRecord> runs, Instant now) {
        boolean several = runs.stream().map(RunRecord::node).distinct().count() > 1;
        Table table = Table.of(
                        "RUN", ">AGE", "KIND", "JOB", "STATE", ">TOOK", ">DATA", ">PAUSE", "NODE", "WHY", "RESULT")
                .withLastBelow();
        for (RunRecord run : runs) {
            table.row(
                    new Table.Cell(run.id(), Style.STRONG),
                    Human.age(Duration.between(run.startedAt(), now)),
                    kind(run),
                    run.job(),
                    RunText.state(run.state()),
                    took(run),
                    run.originalBytes() == 0 ? "" : Human.bytes(run.originalBytes()),
                    run.pause().isZero() ? "" : Human.duration(run.pause()),
                    several ? run.node() : "",
                    who(run.cause()),
                    HistoryResult.of(run));
        }
        return table;
    }

    static String took(RunRecord run) {
        return run.finishedAt() == null || run.duration().isZero() ? "" : Human.duration(run.duration());
    }

    static String kind(RunRecord run) {
        return run.kind().name().toLowerCase(Locale.ROOT);
    }

    /** Writes what asked for it, or who, in a word: {@code schedule}, {@code retry 2}, {@code ada}. */
    private static String who(RunCause cause) {
        String attempt = cause.attempt() > 1 ? " " + cause.attempt() : "";
        return cause.requester().isEmpty() ? word(cause.trigger()) + attempt : cause.requester();
    }

    /** The same in full: {@code schedule}, {@code ada (command)}. */
    static String asked(RunCause cause) {
        return cause.requester().isEmpty()
                ? word(cause.trigger())
                : cause.requester() + " (" + word(cause.trigger()) + ")";
    }

    /** Writes all of what asked for it: {@code schedule, due 2026-11-20T02:15:00Z}, {@code command by ada}. */
    static String why(RunRecord run) {
        RunCause cause = run.cause();
        Instant due = cause.dueAt();
        String word = word(cause.trigger());
        String who = cause.requester().isEmpty() ? "" : " by " + cause.requester();
        String attempt = cause.attempt() > 1 ? " " + cause.attempt() : "";
        return word + attempt + (due == null ? "" : ", due " + due) + who;
    }

    private static String word(RunTrigger trigger) {
        return trigger.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Writes a run: {@code {run, kind, job, outcome, startedAt, finishedAt, cause, node, originalBytes, bytes, bytesPerSecond, pauseSeconds, pauses,
     * targets, removals, problems}}.
     */
    static void document(JsonDocument json, RunRecord run) {
        json.object(() -> {
            json.text("run", run.id());
            json.text("kind", kind(run));
            json.text("job", run.job().isEmpty() ? null : run.job());
            json.text("outcome", Documents.word(run.state()));
            json.instant("startedAt", run.startedAt());
            instant(json, "finishedAt", run.finishedAt());
            json.object("cause", () -> cause(json, run.cause()));
            json.text("node", run.node());
            json.number("originalBytes", run.originalBytes());
            json.number("bytes", run.storedBytes());
            if (run.bytesPerSecond().isPresent()) {
                json.number("bytesPerSecond", run.bytesPerSecond().getAsLong());
            } else {
                json.nothing("bytesPerSecond");
            }
            json.seconds("pauseSeconds", run.pause().toMillis());
            Documents.pauses(json, run.pauses());
            json.array("targets", () -> run.targets().forEach(target -> target(json, target)));
            json.array(
                    "removals",
                    () -> run.removals()
                            .forEach(removal -> json.object(() -> {
                                json.text("id", removal.backup().value());
                                json.text("target", removal.target());
                                json.text("store", removal.store());
                                json.array("reasons", () -> removal.reasons().forEach(json::item));
                                json.number("bytes", removal.bytes());
                            })));
            json.array("problems", () -> Documents.problems(json, run.problems()));
        });
    }

    private static void cause(JsonDocument json, RunCause cause) {
        json.text("trigger", word(cause.trigger()));
        json.text("requester", cause.requester());
        instant(json, "dueAt", cause.dueAt());
        json.number("attempt", cause.attempt());
    }

    private static void target(JsonDocument json, TargetRecord target) {
        json.object(() -> {
            json.text("target", target.target());
            json.text("outcome", Documents.word(target.state()));
            json.text("id", target.backup() == null ? null : target.backup().value());
            json.number("originalBytes", target.originalBytes());
            json.number("bytes", target.storedBytes());
            json.number("entries", target.entries());
            json.array(
                    "stores",
                    () -> target.stores()
                            .forEach(store -> json.object(() -> {
                                json.text("name", store.store());
                                json.text("outcome", store.succeeded() ? "succeeded" : "failed");
                                Problem problem = store.problem();
                                if (problem != null) {
                                    json.array("problems", () -> Documents.problems(json, List.of(problem)));
                                }
                            })));
        });
    }

    private static void instant(JsonDocument json, String name, @Nullable Instant instant) {
        json.text(name, instant == null ? null : instant.toString());
    }
}
