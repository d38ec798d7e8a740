package dev.holdfast.backup.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
public final class SchedulePauseCommand extends HoldfastCommand {

    @Parameters(
            paramLabel = "JOB",
            arity = "0..1",
            description = "The job; or the maintenance: verify, expire, sweep, recover.")
    @Nullable String name;

    @Option(names = "--all", description = "All schedules, on all nodes.")
    boolean all;

    SchedulePauseCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        return SchedulePauses.carryOut(context(), name, all, true);
    }
}
