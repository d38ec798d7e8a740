package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleOrigin;
import dev.holdfast.backup.scheduler.ScheduleSettings;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Changes the schedule of a job. */
@Command(
        name = "update",
        header = "Change the schedule of a job.",
        description = {
            "Changes a schedule that was made by \"schedule add\", and shows the next five runs. What is not given stays as it is. Runs that the old"
                    + " schedule missed are not made up for."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast schedule update nightly --daily 03:30",
            "  holdfast schedule update nightly --disabled"
        })
public final class ScheduleUpdateCommand extends HoldfastCommand {

    @Parameters(paramLabel = "JOB", description = "The job.")
    @Nullable String job;

    @Mixin
    ScheduleOptions options = new ScheduleOptions();

    ScheduleUpdateCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        String name = Objects.requireNonNull(job, "job");
        if (options.settings().asMap().isEmpty()) {
            throw Faults.usage(
                    "nothing is to be changed", "Say what: --daily 03:30, --zone Europe/Berlin, --disabled.");
        }
        try (ScheduleSession session = ScheduleSession.open(context())) {
            if (session.inFile(name).isPresent()) {
                throw Faults.scheduleInFile(name);
            }
            ScheduleStatus old = session.scheduler().list().stream()
                    .filter(status -> status.job().equals(name) && status.origin() == ScheduleOrigin.RUNTIME)
                    .findFirst()
                    .orElseThrow(() -> Faults.noSchedule(name));
            Schedule schedule = ScheduleSettings.read(options.over(ScheduleSettings.write(old.schedule())));
            ScheduleStatus status = session.scheduler().update(name, schedule, session.by());
            SchedulePut.write(context(), session, status);
            return ExitCode.DONE;
        }
    }
}
