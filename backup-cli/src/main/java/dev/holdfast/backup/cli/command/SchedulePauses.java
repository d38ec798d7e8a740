package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets schedules rest, or go on. */
abstract class SchedulePauses extends HoldfastCommand {

    @Parameters(
            paramLabel = "JOB",
            arity = "0..1",
            description = "The job; or the maintenance: verify, expire, sweep, recover.")
    @Nullable String name;

    @Option(names = "--all", description = "All schedules, on all nodes.")
    boolean all;

    private final boolean pause;

    SchedulePauses(CommandContext context, boolean pause) {
        super(context);
        this.pause = pause;
    }

    @Override
    ExitCode run() {
        if ((name == null) != all) {
            String word = pause ? "pause" : "resume";
            throw Faults.usage(
                    all ? "--all goes with no job" : word + " needs a job, or --all",
                    "Write \"schedule " + word + " JOB\" or \"schedule " + word + " --all\".");
        }
        try (ScheduleSession session = ScheduleSession.open(context())) {
            if (name == null) {
                everything(session);
            } else {
                one(session, name);
            }
            return ExitCode.DONE;
        }
    }

    private void everything(ScheduleSession session) {
        if (pause) {
            session.scheduler().pauseAll(session.by());
        } else {
            session.scheduler().resumeAll(session.by());
        }
        if (context().json()) {
            List<ScheduleStatus> now = session.scheduler().list();
            context().document(json -> json.array(() -> now.forEach(one -> ScheduleText.document(json, one))));
        } else {
            context().screen().line(pause ? "all schedules rest" : "schedules go on that are not paused by themselves");
        }
    }

    private void one(ScheduleSession session, String wanted) {
        String plain = session.schedule(wanted).name();
        ScheduleStatus status = pause
                ? session.scheduler().pause(plain, session.by())
                : session.scheduler().resume(plain, session.by());
        if (context().json()) {
            context().document(json -> ScheduleText.document(json, status));
        } else {
            context()
                    .screen()
                    .line(ScheduleText.name(status) + " is " + ScheduleText.state(status.state())
                            + (pause || status.state() != ScheduleStatus.State.PAUSED ? "" : ", since all are paused"));
            ScheduleText.due(context(), status);
        }
    }
}
