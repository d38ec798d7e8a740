package dev.holdfast.backup.cli.command;

import picocli.CommandLine.Command;

/** Lets schedules rest. */
@Command(
        name = "pause",
        header = "Let a schedule rest.",
        description = {
            "Lets a schedule rest, or all of them on all nodes, until it is resumed. A run that goes on comes to its end.",
            "",
            "What is due meanwhile is not made up for. Schedules of the configuration file can rest too; that survives a restart."
        },
        footer = {"", "Examples:", "  holdfast schedule pause nightly", "  holdfast schedule pause --all"})
public final class SchedulePauseCommand extends SchedulePauses {

    SchedulePauseCommand(CommandContext context) {
        super(context, true);
    }
}
