package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.engine.RecoveryReport;
import picocli.CommandLine.Command;

/** Ends what a killed process began. */
@Command(
        name = "recover",
        header = "Clean up after a process that was killed.",
        description = {
            "Ends what a killed process began: undoes its hooks and half restores, and removes what its runs left behind.",
            "",
            "Every create and restore does this first; \"recover\" does nothing else. What a living process works on is "
                    + "not touched. Ends with exit code 3 if something could not be undone."
        },
        footer = {"", "Example:", "  holdfast recover"})
public final class RecoverCommand extends HoldfastCommand {

    RecoverCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Session session = context().openRecorded()) {
            RecoveryReport report = carryOut(session.backups()::startRecover);
            session.quiet();
            if (context().json()) {
                context()
                        .document(json -> json.object(() -> {
                            json.array("interrupted", () -> report.interrupted().forEach(json::item));
                            json.number("undone", report.undone());
                            json.number("removed", report.removed());
                            json.array("problems", () -> Documents.problems(json, report.problems()));
                        }));
            } else {
                report.interrupted().forEach(id -> context().screen().line("interrupted " + id));
                boolean nothing = report.interrupted().isEmpty() && report.undone() == 0 && report.removed() == 0;
                context()
                        .screen()
                        .line(
                                nothing && report.isClean()
                                        ? "nothing to recover"
                                        : Human.count(report.undone(), "act") + " undone, "
                                                + Human.count(report.removed(), "leftover") + " removed");
                RunText.problems(context().screen(), report.problems());
            }
            return report.isClean() ? ExitCode.DONE : ExitCode.DEGRADED;
        }
    }
}
