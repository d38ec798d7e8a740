package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.scheduler.ScheduleStatus;

/** What is told of a schedule that was made or changed. */
final class SchedulePut {

    private SchedulePut() {}

    static void write(CommandContext context, ScheduleSession session, ScheduleStatus status) {
        if (context.json()) {
            context.document(json -> ScheduleText.document(json, status));
            return;
        }
        String state = status.state() == ScheduleStatus.State.ACTIVE ? "" : ", " + ScheduleText.state(status.state());
        context.screen().line(ScheduleText.name(status) + ": " + ScheduleText.words(status.schedule()) + state);
        ScheduleText.due(context, status);
        ScheduleText.unserved(context, session.scheduler().status());
    }
}
