package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.config.HoldfastConfiguration;
import dev.holdfast.backup.engine.CheckReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code check} tells of schedules. */
final class ScheduleCheck {

    /**
     * When a schedule is due next.
     *
     * @param schedule the schedule
     * @param due when it is due; empty if never, or switched off
     */
    record Next(NamedSchedule schedule, Optional<Instant> due) {

        /** Writes it for people. */
        String text() {
            return due.map(instant -> schedule.local(instant) + " " + schedule.zone())
                    .orElse(schedule.schedule().enabled() ? "never" : "switched off");
        }
    }

    private final CheckReport report;
    private final Map<String, Next> next;

    private ScheduleCheck(CheckReport report, Map<String, Next> next) {
        this.report = report;
        this.next = next;
    }

    /**
     * Looks at no schedules.
     *
     * @param report what was found
     */
    static ScheduleCheck without(CheckReport report) {
        return new ScheduleCheck(report, Map.of());
    }

    /**
     * Looks at the schedules of jobs.
     *
     * @param report what was found of all else
     * @param configuration the configuration
     * @param names jobs that were asked for; none means all, and maintenance too
     * @param now the instant
     */
    static ScheduleCheck of(CheckReport report, HoldfastConfiguration configuration, List<String> names, Instant now) {
        if (!NamedSchedule.mayBeIn(configuration)) {
            return without(report);
        }
        List<CheckReport.Finding> findings = new ArrayList<>(report.findings());
        Map<String, Next> next = new HashMap<>();
        for (NamedSchedule one : NamedSchedule.of(configuration)) {
            if (names.isEmpty() || names.contains(one.name())) {
                String object = one.isMaintenance() ? one.name() : "schedule " + one.name();
                findings.add(new CheckReport.Finding(object, one.schedule().warnings(now)));
                next.put(
                        object,
                        new Next(one, one.schedule().enabled() ? one.schedule().nextAfter(now) : Optional.empty()));
            }
        }
        return new ScheduleCheck(new CheckReport(findings), next);
    }

    /** Returns the findings of schedules behind all others. */
    CheckReport report() {
        return report;
    }

    /** Returns when an object of the report is due next, if it is a schedule. */
    Optional<Next> next(String object) {
        return Optional.ofNullable(next.get(object));
    }
}
