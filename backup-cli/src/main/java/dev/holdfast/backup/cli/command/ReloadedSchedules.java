package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What another configuration changes in schedules, for the log. A database that does not answer hides that, and changes nothing else. */
final class ReloadedSchedules {

    private final Supplier<List<ScheduleStatus>> schedules;
    private final @Nullable Map<String, ScheduleStatus> before;

    private ReloadedSchedules(Supplier<List<ScheduleStatus>> schedules) {
        this.schedules = schedules;
        this.before = byName().orElse(null);
    }

    /** Looks at how schedules stand before the change. */
    static ReloadedSchedules before(Supplier<List<ScheduleStatus>> schedules) {
        return new ReloadedSchedules(schedules);
    }

    private Optional<Map<String, ScheduleStatus>> byName() {
        try {
            Map<String, ScheduleStatus> all = new LinkedHashMap<>();
            schedules.get().forEach(status -> all.putIfAbsent(ScheduleText.name(status), status));
            return Optional.of(all);
        } catch (BackupException e) {
            return Optional.empty();
        }
    }

    /** Looks again behind the change, and returns a line for each schedule that is not as it was. */
    List<String> after() {
        Map<String, ScheduleStatus> after = byName().orElse(null);
        if (before == null || after == null) {
            return List.of("what that changes in schedules cannot be shown while the database does not answer");
        }
        List<String> lines = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            ScheduleStatus old = before.get(name);
            ScheduleStatus now = after.get(name);
            if (now == null) {
                lines.add(name + " has no schedule any more");
            } else if (old == null || !old.schedule().equals(now.schedule()) || old.state() != now.state()) {
                lines.add((old == null ? "new schedule of " : "schedule of ") + line(now));
            }
        }
        return lines;
    }

    private static String line(ScheduleStatus status) {
        String next = status.next().isEmpty() ? "" : ", next " + status.next().get(0);
        String also = ScheduleText.also(status.schedule());
        StringBuilder line = new StringBuilder(ScheduleText.name(status))
                .append(": ")
                .append(ScheduleText.words(status.schedule()))
                .append(also.isEmpty() ? "" : "; " + also)
                .append(", ")
                .append(ScheduleText.state(status.state()))
                .append(next);
        status.problems().forEach(problem -> line.append(". ").append(ServiceLog.text(problem)));
        return line.toString();
    }
}
