package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import dev.holdfast.backup.scheduler.SchedulerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
            "Ends with exit code 3 if there is something to be looked at: nobody runs schedules, nodes have different configurations,"
                    + " or a schedule never fires or has no job any more."
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
            List<Problem> problems = new ArrayList<>();
            session.scheduler().list().forEach(one -> problems.addAll(one.problems()));
            SchedulerStatus status = session.scheduler().status();
            problems.addAll(status.problems());
            if (context().json()) {
                document(status, problems);
            } else {
                write(status, problems);
            }
            return ScheduleText.isServed(status) && problems.isEmpty() ? ExitCode.DONE : ExitCode.DEGRADED;
        }
    }

    private void one(ScheduleSession session, String wanted) {
        ScheduleStatus status = session.schedule(wanted);
        if (context().json()) {
            context().document(json -> ScheduleText.document(json, status));
        } else {
            ScheduleText.one(context(), status);
        }
    }

    private void document(SchedulerStatus status, List<Problem> problems) {
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
                    json.array("problems", () -> Documents.problems(json, problems));
                }));
    }

    private void write(SchedulerStatus status, List<Problem> problems) {
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
        RunText.problems(context().screen(), problems);
    }
}
