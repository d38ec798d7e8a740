package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.RestoreReport;
import picocli.CommandLine.Parameters;

/** Ends a restore one way or the other. */
abstract class RestoreEndCommand extends HoldfastCommand {

    @Parameters(paramLabel = "RESTORE", description = "The restore; \"holdfast restores\" shows them.")
    String restore = "";

    RestoreEndCommand(CommandContext context) {
        super(context);
    }

    /** Ends it. */
    abstract RestoreReport end(Backups backups, String id) throws InterruptedException;

    @Override
    final ExitCode run() throws InterruptedException {
        try (Session session = context().openRecorded()) {
            RestoreReport report = end(session.backups(), restore);
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
