package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets schedules rest, and go on. */
final class SchedulePauses {

    private static final String MAINTENANCE = "maintenance.";

    private SchedulePauses() {}

    static ExitCode carryOut(CommandContext context, @Nullable String name, boolean all, boolean pause) {
        String word = pause ? "pause" : "resume";
        if ((name == null) != all) {
            throw Faults.usage(
                    all ? "--all goes with no job" : word + " needs a job, or --all",
                    "Write \"schedule " + word + " JOB\" or \"schedule " + word + " --all\".");
        }
        try (ScheduleSession session = ScheduleSession.open(context)) {
            if (name == null) {
                everything(context, session, pause);
            } else {
                one(context, session, name, pause);
            }
            return ExitCode.DONE;
        }
    }

    private static void everything(CommandContext context, ScheduleSession session, boolean pause) {
        if (pause) {
            session.scheduler().pauseAll(session.by());
        } else {
            session.scheduler().resumeAll(session.by());
        }
        List<ScheduleStatus> now = session.scheduler().list();
        if (context.json()) {
            context.document(json -> json.array(() -> now.forEach(one -> ScheduleText.document(json, one))));
        } else {
            context.screen().line(pause ? "all schedules rest" : "schedules go on that are not paused by themselves");
        }
    }

    private static void one(CommandContext context, ScheduleSession session, String name, boolean pause) {
        // As "schedule next" shows it.
        String plain = name.startsWith(MAINTENANCE) ? name.substring(MAINTENANCE.length()) : name;
        ScheduleStatus status = pause
                ? session.scheduler().pause(plain, session.by())
                : session.scheduler().resume(plain, session.by());
        if (context.json()) {
            context.document(json -> ScheduleText.document(json, status));
        } else {
            context.screen()
                    .line(ScheduleText.name(status) + " is " + ScheduleText.state(status.state())
                            + (pause || status.state() != ScheduleStatus.State.PAUSED ? "" : ", since all are paused"));
            ScheduleText.due(context, status);
        }
    }
}
