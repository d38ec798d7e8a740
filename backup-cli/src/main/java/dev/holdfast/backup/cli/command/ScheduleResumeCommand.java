package dev.holdfast.backup.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
public final class ScheduleResumeCommand extends HoldfastCommand {

    @Parameters(
            paramLabel = "JOB",
            arity = "0..1",
            description = "The job; or the maintenance: verify, expire, sweep, recover.")
    @Nullable String name;

    @Option(names = "--all", description = "All schedules, on all nodes.")
    boolean all;

    ScheduleResumeCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        return SchedulePauses.carryOut(context(), name, all, false);
    }
}
