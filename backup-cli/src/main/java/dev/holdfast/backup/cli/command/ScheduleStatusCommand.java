package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import dev.holdfast.backup.scheduler.SchedulerStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells how schedules stand. */
@Command(
        name = "status",
        header = "Tell how schedules stand.",
        description = {
            "Tells who runs schedules and where they are kept; or, of one schedule, all there is to know.",
            "",
            "Ends with exit code 3 if there is something to be looked at: nobody runs schedules, or nodes have different configurations."
        },
        footer = {"", "Examples:", "  holdfast schedule status", "  holdfast schedule status nightly"})
public final class ScheduleStatusCommand extends HoldfastCommand {

    @Parameters(
            paramLabel = "JOB",
            arity = "0..1",
            description = "The job, or the maintenance, whose schedule is told of.")
    @Nullable String name;

    ScheduleStatusCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        try (ScheduleSession session = ScheduleSession.open(context())) {
            if (name != null) {
                one(session, name);
                return ExitCode.DONE;
            }
            // Throws if the database does not answer: there is nothing to tell then.
            session.scheduler().list();
            SchedulerStatus status = session.scheduler().status();
            if (context().json()) {
                document(status);
            } else {
                write(status);
            }
            return ScheduleText.isServed(status) && status.problems().isEmpty() ? ExitCode.DONE : ExitCode.DEGRADED;
        }
    }

    private void one(ScheduleSession session, String wanted) {
        ScheduleStatus status = session.list().stream()
                .filter(one -> ScheduleText.name(one).equals(wanted)
                        || (one.job().isEmpty() && one.kind().equals(wanted)))
                .findFirst()
                .orElseThrow(() -> Faults.noSchedule(wanted));
        if (context().json()) {
            context().document(json -> ScheduleText.document(json, status));
        } else {
            ScheduleText.one(context(), status);
        }
    }

    private void document(SchedulerStatus status) {
        context()
                .document(json -> json.object(() -> {
                    json.flag("served", ScheduleText.isServed(status));
                    json.text("pausedBy", status.pausedBy());
                    json.text("database", status.database());
                    json.text("node", status.node());
                    json.array(
                            "nodes",
                            () -> status.nodes()
                                    .forEach(node -> json.object(() -> {
                                        json.text("name", node.name());
                                        json.text("role", node.role());
                                        json.instant("startedAt", node.startedAt());
                                        json.text("version", node.version());
                                    })));
                    json.array("problems", () -> Documents.problems(json, status.problems()));
                }));
    }

    private void write(SchedulerStatus status) {
        String by = status.pausedBy();
        context()
                .screen()
                .pairs(
                        "schedules",
                        ScheduleText.isServed(status) ? "are run" : "are not run: nothing serves",
                        "paused",
                        by == null ? "" : "all, by " + by,
                        "kept in",
                        status.database(),
                        "this node",
                        status.node());
        context().screen().line("");
        Instant now = context().host().clock().instant();
        Table table = Table.of("NODE", "ROLE", ">UP", "VERSION");
        status.nodes()
                .forEach(node -> table.row(
                        node.name(), node.role(), Human.age(Duration.between(node.startedAt(), now)), node.version()));
        context().screen().table(table);
        RunText.problems(context().screen(), status.problems());
    }
}
