package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.engine.CheckReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks whether backups could work now. */
@Command(
        name = "check",
        header = "See whether a backup could work now.",
        description = {
            "Looks whether a backup could work now: configuration, tools, stores, targets, hooks. Tells when the next run is due, and warns of a"
                    + " schedule that never fires. Changes nothing.",
            "",
            "Ends with exit code 2 for a configuration that is wrong, 4 for a target, 5 for a store and 9 for a hook that cannot be"
                    + " used; a store outweighs the others, and a hook none of them."
        },
        footer = {"", "Examples:", "  holdfast check", "  holdfast check nightly"})
public final class CheckCommand extends HoldfastCommand {

    @Parameters(paramLabel = "JOB|TARGET", arity = "0..*", description = "What to look at (default: all).")
    List<String> names = new ArrayList<>();

    CheckCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        try (Session session = context().open()) {
            CheckReport found = session.backups().check(names);
            session.quiet();
            Instant now = context().host().clock().instant();
            ScheduleCheck schedules = ScheduleCheck.of(found, session.configuration(), names, now);
            CheckReport report = schedules.report();
            if (context().json()) {
                context().document(json -> json.object(() -> CheckText.members(json, schedules)));
            } else {
                CheckText.write(context().screen(), schedules);
                if (report.isGood()) {
                    context().screen().next("holdfast create" + (names.isEmpty() ? "" : " " + String.join(" ", names)));
                }
            }
            return CheckText.exitCode(report);
        }
    }
}
