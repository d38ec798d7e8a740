package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.engine.RestoreReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Undoes a restore. */
@Command(
        name = "rollback",
        header = "Undo a restore.",
        description = "Undoes a restore: what was live before is live again.",
        footer = {"", "Example:", "  holdfast rollback r-20261121-091500-4f2a"})
public final class RollbackCommand extends HoldfastCommand {

    @Parameters(paramLabel = "RESTORE", description = "The restore; \"holdfast restores\" shows them.")
    String restore = "";

    RollbackCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Session session = context().open()) {
            RestoreReport report = session.backups().rollback(restore);
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
