package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.scheduler.Maintenance;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A schedule of a configuration.
 *
 * @param name the job's name, or {@code maintenance.} and the word of a task; no job has a dot in its name
 * @param schedule the schedule
 */
record NamedSchedule(String name, Schedule schedule) {

    static final String MAINTENANCE = "maintenance.";
    private static final DateTimeFormatter WHOLE_MINUTE =
            DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm xxx", Locale.ENGLISH);
    private static final DateTimeFormatter WITH_SECONDS =
            DateTimeFormatter.ofPattern("EEE uuuu-MM-dd HH:mm:ss xxx", Locale.ENGLISH);

    /** Tells whether a configuration may have schedules, without loading anything that knows them. */
    static boolean mayBeIn(HoldfastConfiguration configuration) {
        return !configuration.sections().isEmpty()
                || configuration.jobs().stream().anyMatch(job -> !job.sections().isEmpty());
    }

    /** Returns the schedules of the jobs, then those of maintenance. */
    static List<NamedSchedule> of(HoldfastConfiguration configuration) {
        List<NamedSchedule> schedules = new ArrayList<>();
        configuration
                .jobs()
                .forEach(job -> job.sections()
                        .find(Schedule.class)
                        .ifPresent(schedule -> schedules.add(new NamedSchedule(job.name(), schedule))));
        Maintenance.of(configuration.sections())
                .tasks()
                .forEach(task -> schedules.add(new NamedSchedule(MAINTENANCE + task.word(), task.schedule())));
        return schedules;
    }

    /** Returns that of a schedule of the database. */
    static NamedSchedule of(ScheduleStatus status) {
        return new NamedSchedule(ScheduleText.name(status), status.schedule());
    }

    boolean isMaintenance() {
        return name.startsWith(MAINTENANCE);
    }

    /** Returns a name without what marks maintenance. */
    static String plain(String name) {
        return name.startsWith(MAINTENANCE) ? name.substring(MAINTENANCE.length()) : name;
    }

    /** Writes an instant as the clock of the schedule's zone shows it. */
    String local(Instant instant) {
        ZoneId zone = schedule.zone();
        return (instant.getEpochSecond() % 60 == 0 ? WHOLE_MINUTE : WITH_SECONDS).format(instant.atZone(zone));
    }

    /** Writes an instant with its seconds, as the clock of the schedule's zone shows it. */
    String localToTheSecond(Instant instant) {
        return WITH_SECONDS.format(instant.atZone(schedule.zone()));
    }

    /** Writes the zone's name. */
    String zone() {
        String id = schedule.zone().getId();
        return id.equals("Z") ? "UTC" : id;
    }
}
