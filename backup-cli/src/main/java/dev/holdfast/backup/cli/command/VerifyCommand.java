package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.engine.VerifyReport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves that backups are intact. */
@Command(
        name = "verify",
        header = "Prove that backups are intact.",
        description = {
            "Proves that backups are intact, in every store that has them, and notes the result with the backup.",
            "",
            "stored: every file is there and has the bytes that were written. decoded: it is also decompressed to its "
                    + "end, and every entry compared with its digest. restored: it is restored into scratch and proven "
                    + "there.",
            "Ends with exit code 6 if a copy is not good."
        },
        footer = {
            "",
            "Examples:",
            "  holdfast verify uploads_20261121_021500",
            "  holdfast verify --all --level decoded"
        })
public final class VerifyCommand extends HoldfastCommand {

    @Parameters(paramLabel = "ID", arity = "0..*", description = "The backups.")
    List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "Every backup in every store.")
    boolean all;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            converter = LevelNames.class,
            completionCandidates = LevelNames.class,
            defaultValue = "stored",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
            description = "How far: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    VerificationLevel level = VerificationLevel.STORED;

    VerifyCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (all == !ids.isEmpty()) {
            throw all
                    ? Faults.usage("--all goes with no backup", "Use --all alone, or name the backups.")
                    : Faults.usage("no backup is named", "Name backups, or use --all; \"holdfast list\" shows them.");
        }
        try (Session session = context().openRecorded()) {
            VerifyReport report = carryOut(() -> session.backups().startVerify(BackupIds.of(ids), level));
            session.quiet();
            if (context().json()) {
                context().document(json -> document(json, report));
            } else {
                write(context().screen(), report);
            }
            return report.isGood() ? ExitCode.DONE : ExitCode.INTEGRITY;
        }
    }

    private static void document(JsonDocument json, VerifyReport report) {
        json.object(() -> json.array(
                "backups",
                () -> report.results()
                        .forEach(result -> json.object(() -> {
                            json.text("id", result.backup().value());
                            json.text("store", result.store());
                            json.text("level", result.level().word());
                            json.flag("ok", result.isGood());
                            json.array("problems", () -> Documents.problems(json, result.problems()));
                        }))));
    }

    private static void write(Screen screen, VerifyReport report) {
        if (report.results().isEmpty()) {
            screen.line("there are no backups to verify");
            return;
        }
        Table table = Table.of("ID", "STORE", "LEVEL", "RESULT");
        for (VerifyReport.Result result : report.results()) {
            table.row(
                    new Table.Cell(result.backup().value(), Style.STRONG),
                    result.store(),
                    result.level().word(),
                    result.isGood() ? new Table.Cell("good", Style.GOOD) : new Table.Cell("BAD", Style.BAD));
        }
        screen.table(table);
        for (VerifyReport.Result result : report.results()) {
            if (!result.isGood()) {
                screen.line("");
                screen.line(result.backup() + " in " + result.store() + ":");
                RunText.problems(screen, result.problems());
            }
        }
        long bad = report.results().stream().filter(result -> !result.isGood()).count();
        if (bad > 0) {
            screen.line("");
            screen.line(
                    Style.BAD,
                    (bad == 1 ? "1 copy is" : Human.count(bad) + " copies" + " are") + " not good; do not rely on "
                            + (bad == 1 ? "it" : "them"));
        }
    }
}
