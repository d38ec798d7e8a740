package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleSettings;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import picocli.CommandLine.Command;

/** Gives a job a schedule. */
@Command(
        name = "add",
        header = "Give a job a schedule.",
        description = {
            "Gives a job that has no schedule one, and shows the next five runs. It is kept in the database of schedules, beside those of the"
                    + " configuration file.",
            "",
            "Say when by one of --daily, --weekly, --monthly, --every and --cron. The guide to schedules explains them all."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast schedule add nightly --daily 02:15 --zone Europe/Berlin --jitter 5m",
            "  holdfast schedule add weekly --weekly 03:00 --days sat,sun --overlap queue",
            "  holdfast schedule add hourly --cron \"0 * * * *\" --blackout \"mon-fri 08:00-18:00\""
        })
public final class ScheduleAddCommand extends SchedulePut {

    ScheduleAddCommand(CommandContext context) {
        super(context);
    }

    private Schedule schedule() {
        return ScheduleSettings.read(options.settings());
    }

    @Override
    void requireGood() {
        schedule();
    }

    @Override
    ScheduleStatus put(ScheduleSession session, String name) {
        return session.scheduler().add(name, schedule(), session.by());
    }
}
