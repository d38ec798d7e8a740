package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.scheduler.BackupScheduler;
import dev.holdfast.backup.scheduler.Maintenance;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleOrigin;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The schedules of a configuration and of its database for the time of one command, which runs none of them. */
final class ScheduleSession implements AutoCloseable {

    private final String user;
    private final HoldfastConfiguration configuration;
    private final Recording recording;
    private final Backups backups;
    private final BackupScheduler scheduler;

    private ScheduleSession(
            CommandContext context, HoldfastConfiguration configuration, Recording recording, Backups backups) {
        this.user = context.host().user();
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
        return user;
    }

    /** Requires a job of the configuration, whose schedule is not written there. */
    void requireJobWithoutScheduleInFile(String name) {
        List<String> jobs = configuration.jobs().stream().map(Job::name).toList();
        if (!jobs.contains(name)) {
            throw Faults.unknownJob(name, jobs);
        }
        if (NamedSchedule.of(configuration).stream().anyMatch(one -> one.name().equals(name))) {
            throw Faults.scheduleInFile(name);
        }
    }

    /**
     * Finds the schedule that counts.
     *
     * @param name the job, or the maintenance, as {@code schedule list} shows it or as the configuration has it
     */
    ScheduleStatus schedule(String name) {
        return scheduler.find(NamedSchedule.plain(name)).orElseThrow(() -> missing(name));
    }

    private BackupException missing(String name) {
        List<String> jobs = configuration.jobs().stream().map(Job::name).toList();
        if (jobs.contains(name)) {
            return Faults.noSchedule(name);
        }
        List<String> known = new ArrayList<>(jobs);
        scheduler.list().stream()
                .map(ScheduleText::name)
                .filter(one -> !known.contains(one))
                .forEach(known::add);
        return Faults.unknownSchedule(name, known);
    }

    /**
     * Returns names of schedules that the file has in another form than the database, or that only one of both has: who runs schedules has not
     * read the file since.
     */
    List<String> untaken(List<ScheduleStatus> all) {
        Map<String, Schedule> taken = new LinkedHashMap<>();
        all.stream()
                .filter(status ->
                        status.origin() == ScheduleOrigin.FILE && !status.node().isEmpty())
                .forEach(status -> taken.put(ScheduleText.name(status), status.schedule()));
        return NamedSchedule.of(configuration).stream()
                .filter(one -> !one.schedule().equals(taken.get(one.name())))
                .map(NamedSchedule::name)
                .toList();
    }

    @Override
    public void close() {
        scheduler.close();
        backups.close();
        recording.close();
    }
}
