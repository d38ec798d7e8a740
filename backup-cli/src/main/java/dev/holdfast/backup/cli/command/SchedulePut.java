package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes or changes the schedule of a job, and shows when it is due next. */
abstract class SchedulePut extends HoldfastCommand {

    @Parameters(paramLabel = "JOB", description = "The job.")
    @Nullable String job;

    @Mixin
    ScheduleOptions options = new ScheduleOptions();

    SchedulePut(CommandContext context) {
        super(context);
    }

    /** Looks at what needs no configuration. */
    abstract void requireGood();

    /** Does it, to a job that the configuration has and gives no schedule. */
    abstract ScheduleStatus put(ScheduleSession session, String name);

    @Override
    ExitCode run() {
        String name = Objects.requireNonNull(job, "job");
        requireGood();
        try (ScheduleSession session = ScheduleSession.open(context())) {
            session.requireJobWithoutScheduleInFile(name);
            write(session, put(session, name));
            return ExitCode.DONE;
        }
    }

    private void write(ScheduleSession session, ScheduleStatus status) {
        if (context().json()) {
            context().document(json -> ScheduleText.document(json, status));
            return;
        }
        String state = status.state() == ScheduleStatus.State.ACTIVE ? "" : ", " + ScheduleText.state(status.state());
        context().screen().line(ScheduleText.name(status) + ": " + ScheduleText.words(status.schedule()) + state);
        ScheduleText.due(context(), status);
        ScheduleText.unserved(context(), session.scheduler().status());
    }
}
