package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.scheduler.ScheduleSettings;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import picocli.CommandLine.Command;

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
public final class ScheduleUpdateCommand extends SchedulePut {

    ScheduleUpdateCommand(CommandContext context) {
        super(context);
    }

    @Override
    void requireGood() {
        if (options.settings().asMap().isEmpty()) {
            throw Faults.usage(
                    "nothing is to be changed", "Say what: --daily 03:30, --zone Europe/Berlin, --disabled.");
        }
    }

    @Override
    ScheduleStatus put(ScheduleSession session, String name) {
        ScheduleStatus old = session.schedule(name);
        return session.scheduler()
                .update(
                        name,
                        ScheduleSettings.read(options.over(ScheduleSettings.write(old.schedule()))),
                        session.by());
    }
}
