package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Leaves a backup to the policy again. */
@Command(
        name = "unpin",
        header = "Leave a backup to the rules again.",
        description = "Takes a pin away: the retention rules judge the backup again.",
        footer = {"", "Example:", "  holdfast unpin uploads_20261121_021500"})
public final class UnpinCommand extends HoldfastCommand {

    @Parameters(paramLabel = "ID", description = "The backup.")
    String id = "";

    UnpinCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        BackupId backup = new BackupId(id);
        try (Session session = context().openRecorded()) {
            session.backups().unpin(backup);
            session.quiet();
            Acknowledgement.of(context(), "unpinned " + id, json -> {
                json.text("id", id);
                json.flag("pinned", false);
            });
            return ExitCode.DONE;
        }
    }
}
