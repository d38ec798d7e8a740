package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.Screen;
import dev.holdfast.backup.engine.RestoreReport;
import dev.holdfast.backup.engine.RestoreState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A restore's end as people read it. */
final class RestoreText {

    private RestoreText() {}

    static void write(Screen screen, RestoreReport report) {
        RunText.problems(screen, report.problems());
        BackupException failure = report.failure();
        @Nullable Problem failed = failure == null ? null : Problem.of(Severity.ERROR, failure.failure());
        if (failed != null && !report.problems().contains(failed)) {
            screen.problems(List.of(failed), "");
        }
        Duration took = Duration.between(report.restore().startedAt(), report.finishedAt());
        String amount = report.entries() == 0 && report.bytes() == 0
                ? ""
                : ", " + Human.bytes(report.bytes())
                        + (report.entries() == 0 ? "" : " in " + Human.count(report.entries(), "entry")) + ", "
                        + Human.rate(report.bytes(), Math.max(1, took.toMillis()));
        screen.line(
                RunText.style(report.state()),
                "restore " + report.restore().id() + " of " + report.restore().backup() + " "
                        + Documents.word(report.state()) + " in " + Human.duration(took) + amount
                        + (report.pause().isZero() ? "" : ", services paused " + Human.duration(report.pause())));
        if (report.state().isUsable() && report.restore().state() == RestoreState.SWAPPED) {
            screen.line("the old one is kept until you confirm");
            screen.next(
                    "holdfast confirm " + report.restore().id() + "    # drop the old one",
                    "holdfast rollback " + report.restore().id() + "   # bring the old one back");
        }
    }
}
