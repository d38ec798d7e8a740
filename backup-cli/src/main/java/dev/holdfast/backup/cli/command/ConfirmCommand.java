package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.engine.RestoreReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Drops what a restore kept. */
@Command(
        name = "confirm",
        header = "Drop what a restore kept for its undo.",
        description = "Confirms a restore: drops what was kept for a rollback. After that there is no way back.",
        footer = {"", "Example:", "  holdfast confirm r-20261121-091500-4f2a"})
public final class ConfirmCommand extends HoldfastCommand {

    @Parameters(paramLabel = "RESTORE", description = "The restore; \"holdfast restores\" shows them.")
    String restore = "";

    ConfirmCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Session session = context().open()) {
            RestoreReport report = session.backups().confirm(restore);
            session.quiet();
            if (context().json()) {
                context()
                        .document(json -> Documents.restore(
                                json,
                                report,
                                CatalogLookup.jobOf(
                                        session.backups(), report.restore().backup()),
                                CatalogLookup.find(
                                        session.backups(), report.restore().backup())));
            } else {
                RestoreText.write(context().screen(), report);
            }
            return ExitCode.of(report.state(), report.failure());
        }
    }
}
