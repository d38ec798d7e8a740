package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.RestoreReport;
import picocli.CommandLine.Command;

/** Drops what a restore kept. */
@Command(
        name = "confirm",
        header = "Drop what a restore kept for its undo.",
        description = "Confirms a restore: drops what was kept for a rollback. After that there is no way back.",
        footer = {"", "Example:", "  holdfast confirm r-20261121-091500-4f2a"})
public final class ConfirmCommand extends RestoreEndCommand {

    ConfirmCommand(CommandContext context) {
        super(context);
    }

    @Override
    RestoreReport end(Backups backups, String id) throws InterruptedException {
        return backups.confirm(id);
    }
}
