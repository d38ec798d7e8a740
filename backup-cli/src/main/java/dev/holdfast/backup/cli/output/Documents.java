package dev.holdfast.backup.cli.output;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.Verification;
import dev.holdfast.backup.engine.BackupResult;
import dev.holdfast.backup.engine.RestorePlan;
import dev.holdfast.backup.engine.RestoreReport;
import dev.holdfast.backup.engine.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shapes of values in JSON documents; the order of members is part of the shape. */
public final class Documents {

    private Documents() {}

    /**
     * Writes a run: {@code {run, job, outcome, pauseSeconds, pauses, backups, problems}}, with {@code error} if it failed.
     *
     * @param json the document
     * @param report the run
     * @param catalog finds what a store says of a backup; asked for each backup of the run
     */
    public static void run(
            JsonDocument json, RunReport report, Function<BackupManifest, Optional<CatalogEntry>> catalog) {
        json.object(() -> {
            json.text("run", report.run());
            json.text("job", report.job());
            json.text("outcome", word(report.state()));
            json.seconds("pauseSeconds", report.pause().toMillis());
            pauses(json, report.pauses());
            json.array("backups", () -> report.backups().forEach(result -> result(json, result, catalog)));
            json.array("problems", () -> {
                problems(json, report.problems());
                report.backups().forEach(result -> problems(json, result.problems()));
                errors(json, report);
            });
            error(json, report.failure());
        });
    }

    /**
     * Writes the member {@code pauses}: {@code [{hook, resource, seconds}]}.
     *
     * @param json the document
     * @param pauses what rested, and for how long
     */
    public static void pauses(JsonDocument json, List<ServicePause> pauses) {
        json.array(
                "pauses",
                () -> pauses.forEach(pause -> json.object(() -> {
                    json.text("hook", pause.hook());
                    json.text("resource", pause.resource());
                    json.seconds("seconds", pause.length().toMillis());
                })));
    }

    /** What failed is a problem too, unless somebody listed it already. */
    private static void errors(JsonDocument json, RunReport report) {
        List<BackupException> failures = report.backups().stream()
                .map(BackupResult::failure)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        failures.forEach(failure -> problem(json, Problem.of(Severity.ERROR, failure.failure())));
        BackupException first = report.failure();
        if (first != null
                && !report.problems().contains(Problem.of(Severity.ERROR, first.failure()))
                && failures.stream().noneMatch(failure -> failure.failure().equals(first.failure()))) {
            problem(json, Problem.of(Severity.ERROR, first.failure()));
        }
    }

    private static void result(
            JsonDocument json, BackupResult result, Function<BackupManifest, Optional<CatalogEntry>> catalog) {
        BackupManifest manifest = result.manifest();
        if (manifest == null) {
            return;
        }
        Optional<CatalogEntry> entry = catalog.apply(manifest);
        json.object(() -> {
            json.text("id", manifest.id().value());
            json.text("target", manifest.target().name());
            json.text("type", manifest.target().type());
            json.text("job", manifest.job());
            json.array(
                    "stores",
                    () -> result.stores().forEach(store -> store(json, store.store(), store.isCommitted(), "failed")));
            json.instant("startedAt", manifest.startedAt());
            json.instant("finishedAt", manifest.finishedAt());
            json.text("outcome", word(result.state()));
            json.number("bytes", manifest.bytes());
            json.number("originalBytes", manifest.originalBytes());
            json.number("entries", manifest.entries());
            json.flag("pinned", entry.map(CatalogEntry::isPinned).orElse(false));
            verified(json, entry.map(CatalogEntry::verification).orElse(null));
            artifacts(json, manifest.artifacts());
        });
    }

    /**
     * Writes a restore, a rollback or a confirmation, in the shape of a run.
     *
     * @param json the document
     * @param report the restore
     * @param job the job of the backup
     * @param backup what a store says of the backup
     */
    public static void restore(JsonDocument json, RestoreReport report, String job, Optional<CatalogEntry> backup) {
        json.object(() -> {
            json.text("run", report.restore().id());
            json.text("job", job);
            json.text("outcome", word(report.state()));
            json.seconds("pauseSeconds", report.pause().toMillis());
            pauses(json, report.pauses());
            json.array("backups", () -> backup.ifPresent(entry -> json.object(() -> members(json, entry))));
            json.array("problems", () -> {
                problems(json, report.problems());
                BackupException failure = report.failure();
                Problem failed = failure == null ? null : Problem.of(Severity.ERROR, failure.failure());
                if (failed != null && !report.problems().contains(failed)) {
                    problem(json, failed);
                }
            });
            error(json, report.failure());
        });
    }

    /**
     * Writes the members of a backup in the list.
     *
     * @param json the document
     * @param entry the backup
     */
    public static void members(JsonDocument json, CatalogEntry entry) {
        json.text("id", entry.id().value());
        json.text("target", entry.target().name());
        json.text("type", entry.target().type());
        json.text("job", entry.job());
        json.array(
                "stores", () -> entry.copies().forEach(copy -> store(json, copy.store(), copy.isSound(), "damaged")));
        json.instant("startedAt", entry.startedAt());
        json.instant("finishedAt", entry.finishedAt());
        json.text("outcome", entry.isDamaged() ? "damaged" : word(entry.state()));
        json.number("bytes", entry.bytes());
        json.number("originalBytes", entry.originalBytes());
        json.number("entries", entry.entries());
        json.flag("pinned", entry.isPinned());
        verified(json, entry.verification());
        artifacts(json, entry.artifacts());
    }

    private static void store(JsonDocument json, String name, boolean good, String otherwise) {
        json.object(() -> {
            json.text("name", name);
            json.text("outcome", good ? "committed" : otherwise);
        });
    }

    private static void verified(JsonDocument json, @Nullable Verification verification) {
        if (verification == null) {
            json.nothing("verified");
        } else {
            json.object("verified", () -> {
                json.text("level", verification.level().word());
                json.instant("at", verification.at());
            });
        }
    }

    private static void artifacts(JsonDocument json, List<Artifact> artifacts) {
        json.array(
                "artifacts",
                () -> artifacts.forEach(artifact -> json.object(() -> {
                    json.text("name", artifact.name());
                    json.number("bytes", artifact.bytes());
                    json.text("sha256", artifact.sha256());
                })));
    }

    /**
     * Writes a plan: {@code {plan, backup, target, store, way, to, possible, changes, bytesNeeded, bytesFree, observed, problems}}.
     *
     * @param json the document
     * @param plan the plan
     * @param refusal why it is not carried out, or {@code null}
     */
    public static void plan(JsonDocument json, RestorePlan plan, @Nullable Failure refusal) {
        json.object(() -> {
            json.text("plan", plan.id());
            json.text("backup", plan.manifest().id().value());
            json.text("target", plan.manifest().target().name());
            json.text("store", plan.store());
            json.text("way", plan.options().request().way().word());
            json.text("to", plan.options().request().destination());
            json.flag("possible", plan.isPossible());
            json.array(
                    "changes",
                    () -> plan.preview()
                            .changes()
                            .forEach(change -> json.object(() -> {
                                json.text("action", change.action().word());
                                json.text("object", change.object());
                                json.text("detail", change.detail());
                            })));
            estimate(json, "bytesNeeded", plan.preview().bytesNeeded());
            estimate(json, "bytesFree", plan.preview().bytesFree());
            json.texts("observed", plan.preview().observed());
            json.array("problems", () -> problems(json, plan.preview().problems()));
            if (refusal != null) {
                error(json, refusal);
            }
        });
    }

    private static void estimate(JsonDocument json, String name, OptionalLong bytes) {
        if (bytes.isPresent()) {
            json.number(name, bytes.getAsLong());
        } else {
            json.nothing(name);
        }
    }

    /**
     * Writes problems as items: {@code {severity, code, message, hint}}.
     *
     * @param json the document
     * @param problems the problems
     */
    public static void problems(JsonDocument json, List<Problem> problems) {
        problems.forEach(problem -> problem(json, problem));
    }

    private static void problem(JsonDocument json, Problem problem) {
        json.object(() -> {
            json.text("severity", problem.severity().name().toLowerCase(Locale.ROOT));
            json.text("code", problem.code());
            json.text("message", problem.message());
            json.text("hint", problem.hint());
        });
    }

    private static void error(JsonDocument json, @Nullable BackupException failure) {
        if (failure != null) {
            error(json, failure.failure());
        }
    }

    /**
     * Writes the member {@code error}: {@code {code, message, hint, context}}.
     *
     * @param json the document
     * @param failure what failed
     */
    public static void error(JsonDocument json, Failure failure) {
        json.object("error", () -> {
            json.text("code", failure.code());
            json.text("message", failure.message());
            json.text("hint", failure.hint());
            json.texts("context", failure.context());
        });
    }

    /**
     * Returns the word of a state.
     *
     * @param state the state
     * @return the lower-case name
     */
    public static String word(RunState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
