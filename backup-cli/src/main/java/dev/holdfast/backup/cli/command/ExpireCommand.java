package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.engine.ExpirePlan;
import dev.holdfast.backup.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Applies retention. */
@Command(
        name = "expire",
        header = "Drop backups by the retention rules.",
        description = {
            "Applies the jobs' retention rules: drops backups that no rule keeps, and says of each why it is kept or not.",
            "",
            "Whatever the rules say, a pinned backup stays, and so do the last good ones of a target (at-least)."
        },
        footer = {"", "Examples:", "  holdfast expire --dry-run", "  holdfast expire nightly"})
public final class ExpireCommand extends HoldfastCommand {

    @Parameters(paramLabel = "JOB", arity = "0..*", description = "The jobs (default: all that have rules).")
    List<String> jobs = new ArrayList<>();

    @Option(names = "--dry-run", description = "Say what would be dropped; drop nothing.")
    boolean dryRun;

    ExpireCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Session session = context().openRecorded()) {
            ExpirePlan plan = session.backups().planExpire(jobs);
            int removed = dryRun ? 0 : carryOut(() -> session.backups().startExpire(plan));
            session.quiet();
            if (context().json()) {
                context().document(json -> document(json, plan));
            } else {
                write(context().screen(), plan, removed);
            }
            return ExitCode.DONE;
        }
    }

    private static void document(JsonDocument json, ExpirePlan plan) {
        json.object(() -> json.array("backups", () -> {
            for (ExpirePlan.Judgement judgement : plan.judgements()) {
                for (Verdict verdict : judgement.verdicts()) {
                    json.object(() -> {
                        json.text("id", verdict.id().value());
                        json.flag("keep", verdict.keep());
                        json.array("reasons", () -> verdict.reasons().forEach(json::item));
                        json.text("job", judgement.job());
                        json.text("store", judgement.store());
                    });
                }
            }
        }));
    }

    private void write(Screen screen, ExpirePlan plan, int removed) {
        if (plan.judgements().isEmpty()) {
            screen.line("no job has retention rules (keep: in the configuration), so everything is kept");
            return;
        }
        Table table = Table.of("VERDICT", "ID", "JOB", "STORE", "WHY");
        long dropped = 0;
        long kept = 0;
        for (ExpirePlan.Judgement judgement : plan.judgements()) {
            for (Verdict verdict : judgement.verdicts()) {
                kept += verdict.keep() ? 1 : 0;
                dropped += verdict.keep() ? 0 : 1;
                table.row(
                        verdict.keep() ? new Table.Cell("keep", Style.GOOD) : new Table.Cell("drop", Style.WARNING),
                        verdict.id().value(),
                        judgement.job(),
                        judgement.store(),
                        String.join(", ", verdict.reasons()));
            }
        }
        if (!table.isEmpty()) {
            screen.table(table);
            screen.line("");
        }
        screen.line(
                dryRun
                        ? Human.count(kept) + " kept, " + Human.count(dropped) + " would be dropped"
                        : Human.count(kept) + " kept, " + Human.count(removed) + " dropped");
        if (dryRun && dropped > 0) {
            screen.next("holdfast expire" + (jobs.isEmpty() ? "" : " " + String.join(" ", jobs)));
        }
    }
}
