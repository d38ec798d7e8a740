package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.RestoreReport;
import picocli.CommandLine.Command;

/** Undoes a restore. */
@Command(
        name = "rollback",
        header = "Undo a restore.",
        description = "Undoes a restore: what was live before is live again.",
        footer = {"", "Example:", "  holdfast rollback r-20261121-091500-4f2a"})
public final class RollbackCommand extends RestoreEndCommand {

    RollbackCommand(CommandContext context) {
        super(context);
    }

    @Override
    RestoreReport end(Backups backups, String id) throws InterruptedException {
        return backups.rollback(id);
    }
}
