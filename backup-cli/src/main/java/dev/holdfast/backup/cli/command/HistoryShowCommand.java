package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.history.RunRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows all that is remembered of a run. */
@Command(
        name = "show",
        header = "Show all that is remembered of a run.",
        description =
                "Shows all that is remembered of a run, a restore or whatever else was done: how it ended, why and for whom it was done, what came of"
                        + " each target and store, what was held still, what was removed and why, and every problem with what to do about it.",
        footer = {"", "Example:", "  holdfast history show 20261120T021500-3f9a1c"})
public final class HistoryShowCommand extends HoldfastCommand {

    @Parameters(paramLabel = "RUN", description = "The id of the run, which \"holdfast history\" lists.")
    String run = "";

    HistoryShowCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        try (Recording recording = Recording.of(
                ConfigurationReader.read(context(), context().providers()),
                context().host(),
                "command")) {
            RunRecord found = recording.database().history().find(run).orElseThrow(() -> Faults.noRun(run));
            if (context().json()) {
                context().document(json -> HistoryText.document(json, found));
            } else {
                HistoryDetail.write(
                        context().screen(), found, context().host().clock().instant());
            }
            return ExitCode.DONE;
        }
    }
}
