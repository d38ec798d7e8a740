package dev.holdfast.backup.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** All that is about schedules. */
@Command(
        name = "schedule",
        header = "Look at schedules.",
        description = "Looks at the schedules of jobs and of maintenance.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  holdfast schedule next nightly"})
public final class ScheduleCommand extends HoldfastCommand implements CommandGroup {

    ScheduleCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Map<String, Function<CommandContext, Object>> commands() {
        Map<String, Function<CommandContext, Object>> commands = new LinkedHashMap<>();
        commands.put("next", ScheduleNextCommand::new);
        return commands;
    }

    @Override
    ExitCode run() {
        throw Faults.usage(
                "schedule needs a command: " + String.join(", ", commands().keySet()),
                "\"holdfast schedule --help\" explains which commands there are.");
    }
}
