package dev.holdfast.backup.scheduler.internal.store;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.history.StoreRecord;
import dev.holdfast.backup.history.TargetRecord;
import dev.holdfast.backup.scheduler.internal.json.Json;
import dev.holdfast.backup.scheduler.internal.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Runs as one line of JSON, in the database and in the spool. What a later program adds is passed over. */
public final class RunJson {

    private RunJson() {}

    /**
     * Writes a run.
     *
     * @param run the run
     * @return one line without its end
     */
    public static String write(RunRecord run) {
        return Json.write(out -> run(out, run));
    }

    private static void run(JsonGenerator out, RunRecord run) {
        out.writeStartObject();
        out.writeStringProperty("run", run.id());
        out.writeStringProperty("kind", run.kind().name());
        out.writeStringProperty("job", run.job());
        out.writeStringProperty("trigger", run.cause().trigger().name());
        out.writeStringProperty("requester", run.cause().requester());
        instant(out, "due", run.cause().dueAt());
        out.writeNumberProperty("attempt", run.cause().attempt());
        out.writeStringProperty("node", run.node());
        out.writeStringProperty("state", run.state().name());
        instant(out, "started", run.startedAt());
        instant(out, "finished", run.finishedAt());
        out.writeStringProperty("pause", run.pause().toString());
        out.writeArrayPropertyStart("targets");
        run.targets().forEach(target -> target(out, target));
        out.writeEndArray();
        out.writeArrayPropertyStart("removals");
        run.removals().forEach(removal -> removal(out, removal));
        out.writeEndArray();
        out.writeArrayPropertyStart("problems");
        run.problems().forEach(problem -> problem(out, problem));
        out.writeEndArray();
        out.writeArrayPropertyStart("pauses");
        run.pauses().forEach(pause -> pause(out, pause));
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void instant(JsonGenerator out, String name, @Nullable Instant instant) {
        if (instant != null) {
            out.writeStringProperty(name, instant.toString());
        }
    }

    private static void target(JsonGenerator out, TargetRecord target) {
        out.writeStartObject();
        out.writeStringProperty("target", target.target());
        out.writeStringProperty("state", target.state().name());
        BackupId backup = target.backup();
        if (backup != null) {
            out.writeStringProperty("backup", backup.value());
        }
        out.writeNumberProperty("originalBytes", target.originalBytes());
        out.writeNumberProperty("storedBytes", target.storedBytes());
        out.writeNumberProperty("entries", target.entries());
        out.writeArrayPropertyStart("stores");
        for (StoreRecord store : target.stores()) {
            out.writeStartObject();
            out.writeStringProperty("store", store.store());
            out.writeBooleanProperty("succeeded", store.succeeded());
            Problem problem = store.problem();
            if (problem != null) {
                out.writeName("problem");
                problem(out, problem);
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void removal(JsonGenerator out, RemovalRecord removal) {
        out.writeStartObject();
        out.writeStringProperty("backup", removal.backup().value());
        out.writeStringProperty("target", removal.target());
        out.writeStringProperty("store", removal.store());
        out.writeArrayPropertyStart("reasons");
        removal.reasons().forEach(out::writeString);
        out.writeEndArray();
        out.writeNumberProperty("bytes", removal.bytes());
        out.writeEndObject();
    }

    private static void problem(JsonGenerator out, Problem problem) {
        out.writeStartObject();
        out.writeStringProperty("severity", problem.severity().name());
        out.writeStringProperty("code", problem.code());
        out.writeStringProperty("message", problem.message());
        out.writeStringProperty("hint", problem.hint());
        out.writeObjectPropertyStart("context");
        problem.context().forEach(out::writeStringProperty);
        out.writeEndObject();
        out.writeEndObject();
    }

    private static void pause(JsonGenerator out, ServicePause pause) {
        out.writeStartObject();
        out.writeStringProperty("hook", pause.hook());
        out.writeStringProperty("resource", pause.resource());
        out.writeStringProperty("length", pause.length().toString());
        out.writeEndObject();
    }

    /**
     * Reads a run.
     *
     * @param line what {@link #write(RunRecord)} wrote
     * @return the run
     * @throws IllegalArgumentException if it is none
     */
    public static RunRecord read(String line) {
        JsonObject run = JsonObject.parse(line);
        return new RunRecord(
                run.text("run"),
                RunKind.valueOf(run.text("kind")),
                run.text("job"),
                new RunCause(RunTrigger.valueOf(run.text("trigger")), run.text("requester"), run.instant("due"), (int)
                        run.number("attempt")),
                run.text("node"),
                RunState.valueOf(run.text("state")),
                Instant.parse(run.text("started")),
                run.instant("finished"),
                run.objects("targets").stream().map(RunJson::target).toList(),
                run.objects("removals").stream().map(RunJson::removal).toList(),
                run.objects("problems").stream().map(RunJson::problem).toList(),
                Duration.parse(run.text("pause")),
                run.objects("pauses").stream()
                        .map(pause -> new ServicePause(
                                pause.text("hook"), pause.text("resource"), Duration.parse(pause.text("length"))))
                        .toList());
    }

    private static TargetRecord target(JsonObject target) {
        return new TargetRecord(
                target.text("target"),
                RunState.valueOf(target.text("state")),
                target.has("backup") ? new BackupId(target.text("backup")) : null,
                target.number("originalBytes"),
                target.number("storedBytes"),
                target.number("entries"),
                target.objects("stores").stream()
                        .map(store -> new StoreRecord(
                                store.text("store"),
                                store.flag("succeeded"),
                                store.has("problem") ? problem(store.object("problem")) : null))
                        .toList());
    }

    private static RemovalRecord removal(JsonObject removal) {
        return new RemovalRecord(
                new BackupId(removal.text("backup")),
                removal.text("target"),
                removal.text("store"),
                removal.texts("reasons"),
                removal.number("bytes"));
    }

    private static Problem problem(JsonObject problem) {
        Map<String, String> context = new LinkedHashMap<>();
        JsonObject written = problem.object("context");
        written.names().forEach(name -> context.put(name, written.text(name)));
        return new Problem(
                Severity.valueOf(problem.text("severity")),
                problem.text("code"),
                problem.text("message"),
                problem.text("hint"),
                context);
    }
}
