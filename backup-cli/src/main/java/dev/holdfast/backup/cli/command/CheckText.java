package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.engine.CheckReport;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A check as people and programs read it. */
final class CheckText {

    private static final String STORE = "store ";
    private static final String JOB = "job ";
    private static final String HOOK = "hook ";

    private CheckText() {}

    static void write(Screen screen, ScheduleCheck check) {
        CheckReport report = check.report();
        Table table = Table.of("OBJECT", "RESULT", "NEXT");
        for (CheckReport.Finding finding : report.findings()) {
            table.row(
                    finding.object(),
                    result(finding.problems()),
                    check.next(finding.object()).map(ScheduleCheck.Next::text).orElse(""));
        }
        screen.table(table);
        for (CheckReport.Finding finding : report.findings()) {
            if (!finding.problems().isEmpty()) {
                screen.line("");
                screen.line(finding.object());
                screen.problems(finding.problems(), "  ");
            }
        }
    }

    private static Table.Cell result(List<Problem> problems) {
        if (has(problems, Severity.ERROR)) {
            return new Table.Cell("failed", Style.BAD);
        }
        return has(problems, Severity.WARNING)
                ? new Table.Cell("warning", Style.WARNING)
                : new Table.Cell("good", Style.GOOD);
    }

    private static boolean has(List<Problem> problems, Severity severity) {
        return problems.stream().anyMatch(problem -> problem.severity() == severity);
    }

    static void members(JsonDocument json, ScheduleCheck check) {
        CheckReport report = check.report();
        json.flag("ok", report.isGood());
        json.array(
                "findings",
                () -> report.findings()
                        .forEach(finding -> json.object(() -> {
                            json.text("object", finding.object());
                            json.flag("ok", !has(finding.problems(), Severity.ERROR));
                            json.array("problems", () -> Documents.problems(json, finding.problems()));
                            check.next(finding.object()).ifPresent(next -> schedule(json, next));
                        })));
    }

    private static void schedule(JsonDocument json, ScheduleCheck.Next next) {
        json.flag("enabled", next.schedule().schedule().enabled());
        json.text("zone", next.schedule().zone());
        json.text("next", next.due().map(Instant::toString).orElse(null));
    }

    /**
     * The gravest decides: a store that cannot be used outweighs all else, as without it there is no backup of anything; then a job that is wrong, a
     * target, and a hook.
     */
    static ExitCode exitCode(CheckReport report) {
        Set<ExitCode> found = EnumSet.noneOf(ExitCode.class);
        for (CheckReport.Finding finding : report.findings()) {
            if (has(finding.problems(), Severity.ERROR)) {
                found.add(code(finding.object()));
            }
        }
        return Stream.of(ExitCode.STORE, ExitCode.USAGE, ExitCode.TARGET, ExitCode.HOOK)
                .filter(found::contains)
                .findFirst()
                .orElse(ExitCode.DONE);
    }

    private static ExitCode code(String object) {
        if (object.startsWith(STORE)) {
            return ExitCode.STORE;
        } else if (object.startsWith(JOB)) {
            return ExitCode.USAGE;
        } else if (object.startsWith(HOOK)) {
            return ExitCode.HOOK;
        }
        return ExitCode.TARGET;
    }
}
