package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a backup into one more store. */
@Command(
        name = "copy",
        header = "Copy a backup to another store.",
        description = {
            "Copies a backup into another store, byte by byte, checked against its digests on the way.",
            "",
            "So a store that failed in a run catches up."
        },
        footer = {"", "Example:", "  holdfast copy uploads_20261121_021500 --to offsite"})
public final class CopyCommand extends HoldfastCommand {

    @Parameters(paramLabel = "ID", description = "The backup.")
    String id = "";

    @Option(names = "--to", paramLabel = "STORE", required = true, description = "The store that is to have it.")
    String store = "";

    CopyCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        BackupId backup = new BackupId(id);
        try (Session session = context().openRecorded()) {
            session.backups().copy(backup, store);
            session.quiet();
            Acknowledgement.of(context(), "copied " + id + " to " + store, json -> {
                json.text("id", id);
                json.text("store", store);
            });
            return ExitCode.DONE;
        }
    }
}
