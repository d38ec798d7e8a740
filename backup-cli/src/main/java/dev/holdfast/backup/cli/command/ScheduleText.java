package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.cli.output.Documents;
import dev.holdfast.backup.cli.output.Human;
import dev.holdfast.backup.cli.output.JsonDocument;
import dev.holdfast.backup.cli.output.Style;
import dev.holdfast.backup.cli.output.Table;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleSettings;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import dev.holdfast.backup.scheduler.SchedulerStatus;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Schedules for people and in documents. */
final class ScheduleText {

    private static final Set<String> KINDS = Set.of("daily", "weekly", "monthly", "every", "cron");
    private static final Set<String> LENGTHS = Set.of("every", "jitter", "max-age");

    private ScheduleText() {}

    /** Returns the name under which {@code schedule next} shows it, too. */
    static String name(ScheduleStatus status) {
        return status.job().isEmpty() ? NamedSchedule.MAINTENANCE + status.kind() : status.job();
    }

    /** Writes when it is due: {@code weekly 02:15 mon, thu Europe/Berlin}. */
    static String words(Schedule schedule) {
        StringJoiner words = new StringJoiner(" ");
        Settings settings = ScheduleSettings.write(schedule);
        for (String key : settings.asMap().keySet()) {
            if (KINDS.contains(key)) {
                words.add(key).add(value(settings, key));
            } else if (key.equals("days")) {
                words.add(value(settings, key));
            }
        }
        return words.add(zone(schedule)).toString();
    }

    private static String zone(Schedule schedule) {
        return new NamedSchedule("", schedule).zone();
    }

    private static String value(Settings settings, String key) {
        return LENGTHS.contains(key)
                ? settings.duration(key).map(Settings::durationText).orElse("")
                : String.join(", ", settings.texts(key));
    }

    static String state(ScheduleStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Table.Cell cell(ScheduleStatus.State state) {
        return new Table.Cell(
                state(state),
                switch (state) {
                    case ACTIVE -> Style.GOOD;
                    case PAUSED, SHADOWED, ORPHANED -> Style.WARNING;
                    case DISABLED -> Style.PLAIN;
                });
    }

    /** Lists schedules with when they are due next. */
    static Table table(List<ScheduleStatus> all, Instant now) {
        Table table = Table.of("JOB", "STATE", "FROM", "WHEN", "NEXT", "LAST", ">AGE");
        for (ScheduleStatus status : all) {
            RunRecord last = status.lastRun();
            table.row(
                    new Table.Cell(name(status), Style.STRONG),
                    cell(status.state()),
                    origin(status),
                    words(status.schedule()),
                    next(status),
                    last == null ? "" : RunText.state(last.state()),
                    last == null ? "" : Human.age(Duration.between(last.startedAt(), now)));
        }
        return table;
    }

    private static String origin(ScheduleStatus status) {
        return status.origin().name().toLowerCase(Locale.ROOT);
    }

    private static String next(ScheduleStatus status) {
        if (status.state() != ScheduleStatus.State.ACTIVE) {
            return "";
        }
        return status.next().isEmpty()
                ? "never"
                : new NamedSchedule("", status.schedule()).local(status.next().get(0));
    }

    /** Writes all about a schedule. */
    static void one(CommandContext context, ScheduleStatus status) {
        RunRecord last = status.lastRun();
        Instant backup = status.lastBackup();
        boolean taken = !status.node().isEmpty();
        context.screen()
                .pairs(
                        "schedule", name(status),
                        "state", state(status.state()),
                        "from", origin(status),
                        "when", words(status.schedule()),
                        "also", also(status.schedule()),
                        "changed",
                                taken ? status.changedAt() + " by " + status.changedBy() + " on " + status.node() : "",
                        "last run", last == null ? "" : last.startedAt() + ", " + Documents.word(last.state()),
                        "last backup", backup == null ? "" : backup.toString());
        due(context, status);
    }

    /** Writes the next runs and what is to be said of them. */
    static void due(CommandContext context, ScheduleStatus status) {
        NamedSchedule named = NamedSchedule.of(status);
        if (!status.next().isEmpty()) {
            context.screen().line("");
            Table table = Table.of("DUE", "ZONE", "UTC");
            status.next().forEach(due -> table.row(named.local(due), named.zone(), due.toString()));
            context.screen().table(table);
        }
        RunText.problems(context.screen(), status.problems());
    }

    /** Writes what is not in its words: {@code jitter 5m; overlap queue}. */
    static String also(Schedule schedule) {
        Settings settings = ScheduleSettings.write(schedule);
        StringJoiner also = new StringJoiner("; ");
        for (String key : settings.asMap().keySet()) {
            if (!KINDS.contains(key) && !key.equals("days") && !key.equals("zone")) {
                also.add(key + " " + value(settings, key));
            }
        }
        return also.toString();
    }

    /**
     * Writes a schedule: {@code {schedule, kind, job, origin, state, settings, next, lastRun, lastBackup, createdAt, changedAt, changedBy, node,
     * problems}}.
     */
    static void document(JsonDocument json, ScheduleStatus status) {
        json.object(() -> {
            json.text("schedule", name(status));
            json.text("kind", status.kind());
            json.text("job", status.job().isEmpty() ? null : status.job());
            json.text("origin", origin(status));
            json.text("state", state(status.state()));
            json.object("settings", () -> settings(json, status.schedule()));
            json.array("next", () -> status.next().forEach(due -> json.item(due.toString())));
            run(json, status.lastRun());
            Instant backup = status.lastBackup();
            json.text("lastBackup", backup == null ? null : backup.toString());
            boolean taken = !status.node().isEmpty();
            json.text("createdAt", taken ? status.createdAt().toString() : null);
            json.text("changedAt", taken ? status.changedAt().toString() : null);
            json.text("changedBy", taken ? status.changedBy() : null);
            json.text("node", taken ? status.node() : null);
            json.array("problems", () -> Documents.problems(json, status.problems()));
        });
    }

    private static void settings(JsonDocument json, Schedule schedule) {
        Settings settings = ScheduleSettings.write(schedule);
        for (Map.Entry<String, Object> entry : settings.asMap().entrySet()) {
            String key = entry.getKey();
            if (entry.getValue() instanceof List<?>) {
                json.array(key, () -> settings.texts(key).forEach(json::item));
            } else if (entry.getValue() instanceof Boolean flag) {
                json.flag(key, flag);
            } else {
                json.text(key, value(settings, key));
            }
        }
    }

    private static void run(JsonDocument json, @Nullable RunRecord last) {
        if (last == null) {
            json.nothing("lastRun");
            return;
        }
        json.object("lastRun", () -> {
            json.text("run", last.id());
            json.text("outcome", Documents.word(last.state()));
            json.instant("startedAt", last.startedAt());
            Instant finished = last.finishedAt();
            json.text("finishedAt", finished == null ? null : finished.toString());
        });
    }

    /** Tells whether somebody runs what is due. */
    static boolean isServed(SchedulerStatus status) {
        return status.nodes().stream().anyMatch(node -> !node.role().equals("command"));
    }

    static void unserved(CommandContext context, SchedulerStatus status) {
        if (!isServed(status)) {
            context.screen().note("note: nothing runs schedules now; \"holdfast serve --no-http\" does");
        }
    }

    static void untaken(CommandContext context, List<String> names) {
        if (!names.isEmpty()) {
            context.screen()
                    .note("note: the file has other schedules than those that are run (" + Faults.some(names)
                            + "); serve takes them when it is sent SIGHUP");
        }
    }
}
