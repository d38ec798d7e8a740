package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.scheduler.ScheduleStatus;
import dev.holdfast.backup.scheduler.SchedulerStatus;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists schedules. */
@Command(
        name = "list",
        header = "List schedules.",
        description = {
            "Lists all schedules, those of the configuration file and those made at run time, with when they are due next and what came of the last"
                    + " run.",
            "",
            "FROM says where a schedule comes from: file or runtime. STATE is active, paused, disabled (by itself), orphaned (no node has the job"
                    + " any more) or shadowed (the file has one too, which counts)."
        },
        footer = {"", "Example:", "  holdfast schedule list"})
public final class ScheduleListCommand extends HoldfastCommand {

    ScheduleListCommand(CommandContext context) {
        super(context);
    }

    @Override
    ExitCode run() {
        try (ScheduleSession session = ScheduleSession.open(context())) {
            List<ScheduleStatus> all = session.scheduler().list();
            if (context().json()) {
                context().document(json -> json.array(() -> all.forEach(one -> ScheduleText.document(json, one))));
                return ExitCode.DONE;
            }
            if (all.isEmpty()) {
                context().screen().line("there are no schedules");
                context().screen().next("holdfast schedule add JOB --daily 02:15 --zone Europe/Berlin");
                return ExitCode.DONE;
            }
            context()
                    .screen()
                    .table(ScheduleText.table(all, context().host().clock().instant()));
            for (ScheduleStatus one : all) {
                RunText.problems(context().screen(), one.problems());
            }
            SchedulerStatus status = session.scheduler().status();
            if (ScheduleText.isServed(status)) {
                ScheduleText.untaken(context(), session.untaken(all));
            }
            ScheduleText.unserved(context(), status);
            return ExitCode.DONE;
        }
    }
}
