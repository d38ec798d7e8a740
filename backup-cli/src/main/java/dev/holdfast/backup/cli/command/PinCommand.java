package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a backup whatever the policy says. */
@Command(
        name = "pin",
        header = "Keep a backup whatever the rules say.",
        description = "Keeps a backup whatever the retention rules say, until it is unpinned.",
        footer = {"", "Example:", "  holdfast pin uploads_20261121_021500 --reason \"before the move to the new host\""
        })
public final class PinCommand extends HoldfastCommand {

    @Parameters(paramLabel = "ID", description = "The backup.")
    String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, for whoever finds it later.")
    String reason = "";

    PinCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        BackupId backup = new BackupId(id);
        if (reason.isBlank()) {
            throw Faults.usage("--reason is empty", "Say why, for whoever finds the pin later.");
        }
        try (Session session = context().openRecorded()) {
            session.backups().pin(backup, reason);
            session.quiet();
            Acknowledgement.of(context(), "pinned " + id, json -> {
                json.text("id", id);
                json.flag("pinned", true);
                json.text("reason", reason);
            });
            return ExitCode.DONE;
        }
    }
}
