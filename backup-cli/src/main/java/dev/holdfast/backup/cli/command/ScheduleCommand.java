package dev.holdfast.backup.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** All that is about schedules. */
@Command(
        name = "schedule",
        header = "Look at schedules, and change them.",
        description = {
            "Looks at the schedules of jobs and of maintenance, gives schedules to jobs, and lets them rest. \"holdfast serve\" runs them; it need not"
                    + " run for this, and notices by itself.",
            "",
            "A schedule of the configuration file is changed there. One that is made here is kept in the database of schedules."
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  holdfast schedule list",
            "  holdfast schedule add nightly --daily 02:15 --zone Europe/Berlin",
            "  holdfast schedule pause --all"
        })
public final class ScheduleCommand extends HoldfastCommand implements CommandGroup {

    ScheduleCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Map<String, Function<CommandContext, Object>> commands() {
        Map<String, Function<CommandContext, Object>> commands = new LinkedHashMap<>();
        commands.put("list", ScheduleListCommand::new);
        commands.put("add", ScheduleAddCommand::new);
        commands.put("update", ScheduleUpdateCommand::new);
        commands.put("remove", ScheduleRemoveCommand::new);
        commands.put("pause", SchedulePauseCommand::new);
        commands.put("resume", ScheduleResumeCommand::new);
        commands.put("next", ScheduleNextCommand::new);
        commands.put("status", ScheduleStatusCommand::new);
        return commands;
    }

    @Override
    ExitCode run() {
        throw Faults.usage(
                "schedule needs a command: " + String.join(", ", commands().keySet()),
                "\"holdfast schedule --help\" explains which commands there are.");
    }
}
