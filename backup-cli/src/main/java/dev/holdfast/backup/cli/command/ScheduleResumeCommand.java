package dev.holdfast.backup.cli.command;

import picocli.CommandLine.Command;

/** Lets schedules go on. */
@Command(
        name = "resume",
        header = "Let a schedule go on.",
        description = {
            "Lets a schedule go on that rests, or all of them on all nodes, but for those that were paused by themselves.",
            "",
            "What is due meanwhile is not made up for. Schedules of the configuration file can rest too; that survives a restart."
        },
        footer = {"", "Examples:", "  holdfast schedule resume nightly", "  holdfast schedule resume --all"})
public final class ScheduleResumeCommand extends SchedulePauses {

    ScheduleResumeCommand(CommandContext context) {
        super(context, false);
    }
}
