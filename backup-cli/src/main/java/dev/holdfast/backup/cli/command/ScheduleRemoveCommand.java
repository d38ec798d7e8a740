package dev.holdfast.backup.cli.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes its schedule away from a job. */
@Command(
        name = "remove",
        header = "Take its schedule away from a job.",
        description =
                "Removes a schedule that was made by \"schedule add\". A run that goes on comes to its end; backups and history stay.",
        footer = {"", "Example:", "  holdfast schedule remove nightly"})
public final class ScheduleRemoveCommand extends HoldfastCommand {

    @Parameters(paramLabel = "JOB", description = "The job.")
    @Nullable String job;

    ScheduleRemoveCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        String name = Objects.requireNonNull(job, "job");
        try (ScheduleSession session = ScheduleSession.open(context())) {
            if (session.schedule(name).job().isEmpty()) {
                throw Faults.scheduleInFile(name);
            }
            session.scheduler().remove(name);
            if (context().json()) {
                context().document(json -> json.object(() -> json.text("removed", name)));
            } else {
                context().screen().line(name + " has no schedule of its own any more");
            }
            return ExitCode.DONE;
        }
    }
}
