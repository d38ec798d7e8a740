package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.scheduler.BackupScheduler;
import dev.holdfast.backup.scheduler.Maintenance;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleOrigin;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The schedules of a configuration and of its database for the time of one command, which runs none of them. */
final class ScheduleSession implements AutoCloseable {

    private static final int SHOWN = 5;

    private final CommandContext context;
    private final HoldfastConfiguration configuration;
    private final Recording recording;
    private final Backups backups;
    private final BackupScheduler scheduler;

    private ScheduleSession(
            CommandContext context, HoldfastConfiguration configuration, Recording recording, Backups backups) {
        this.context = context;
        this.configuration = configuration;
        this.recording = recording;
        this.backups = backups;
        this.scheduler = BackupScheduler.on(recording.database(), backups)
                .maintenance(Maintenance.of(configuration.sections()))
                .build();
    }

    static ScheduleSession open(CommandContext context) {
        Providers providers = context.providers();
        HoldfastConfiguration configuration = ConfigurationReader.read(context, providers);
        Recording recording = Recording.of(configuration, context.host(), "command");
        Backups backups = context.engine(configuration, providers, recording).build();
        return new ScheduleSession(context, configuration, recording, backups);
    }

    BackupScheduler scheduler() {
        return scheduler;
    }

    /** Returns who is at work, for the record. */
    String by() {
        return context.host().user();
    }

    /** Returns the schedule that the configuration file has for a job. */
    Optional<Schedule> inFile(String job) {
        return configuration.jobs().stream()
                .filter(one -> one.name().equals(job))
                .findFirst()
                .flatMap(one -> one.sections().find(Schedule.class));
    }

    /**
     * Returns the schedules of the database, and those that the configuration file has, as if they were in it already: whoever looks wants to
     * know of them before {@code serve} has seen them.
     */
    List<ScheduleStatus> list() {
        List<ScheduleStatus> all = new ArrayList<>(scheduler.list());
        for (NamedSchedule one : NamedSchedule.of(configuration)) {
            if (all.stream().noneMatch(status -> isFor(status, one) && status.origin() == ScheduleOrigin.FILE)) {
                all.removeIf(status -> isFor(status, one));
                all.add(untaken(one));
            }
        }
        return all;
    }

    /** Returns names of schedules that the file has in another form than the database, or that the database does not have. */
    List<String> untaken(List<ScheduleStatus> all) {
        return NamedSchedule.of(configuration).stream()
                .filter(one -> all.stream()
                        .filter(status -> isFor(status, one) && status.origin() == ScheduleOrigin.FILE)
                        .noneMatch(status ->
                                !status.node().isEmpty() && status.schedule().equals(one.schedule())))
                .map(NamedSchedule::name)
                .toList();
    }

    private static boolean isFor(ScheduleStatus status, NamedSchedule one) {
        return ScheduleText.name(status).equals(one.name());
    }

    private ScheduleStatus untaken(NamedSchedule one) {
        Instant now = context.host().clock().instant();
        Schedule schedule = one.schedule();
        boolean enabled = schedule.enabled();
        return new ScheduleStatus(
                one.isMaintenance() ? one.word() : "job",
                one.isMaintenance() ? "" : one.name(),
                schedule,
                ScheduleOrigin.FILE,
                enabled ? ScheduleStatus.State.ACTIVE : ScheduleStatus.State.DISABLED,
                now,
                now,
                "",
                "",
                null,
                null,
                enabled ? schedule.next(now, SHOWN) : List.of(),
                schedule.warnings(now));
    }

    @Override
    public void close() {
        scheduler.close();
        backups.close();
        recording.close();
    }
}
