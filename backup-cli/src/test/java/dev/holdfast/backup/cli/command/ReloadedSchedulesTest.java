package dev.holdfast.backup.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.ScheduleOrigin;
import dev.holdfast.backup.scheduler.ScheduleStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReloadedSchedulesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final List<ScheduleStatus> now = new ArrayList<>();
    private boolean away;

    private Supplier<List<ScheduleStatus>> schedules() {
        return () -> {
            if (away) {
                throw new ConfigurationException(Failure.of("HF-HIS-001", "the database does not answer"));
            }
            return List.copyOf(now);
        };
    }

    private static ScheduleStatus status(String job, Schedule schedule) {
        return new ScheduleStatus(
                "job",
                job,
                schedule,
                ScheduleOrigin.FILE,
                ScheduleStatus.State.ACTIVE,
                NOW,
                NOW,
                "file",
                "one",
                null,
                null,
                schedule.next(NOW, 5),
                List.of());
    }

    @Test
    void what_is_new_changed_or_gone_is_told_and_what_stays_is_not() {
        Schedule hourly = Schedule.every(Duration.ofHours(1));
        now.addAll(List.of(status("stays", hourly), status("changes", hourly), status("goes", hourly)));
        ReloadedSchedules reloaded = ReloadedSchedules.before(schedules());
        now.clear();
        now.addAll(List.of(
                status("stays", hourly),
                status("changes", Schedule.every(Duration.ofHours(2))),
                status("comes", hourly)));

        assertThat(reloaded.after())
                .containsExactly(
                        "schedule of changes: every 2h UTC, active, next 2026-11-20T14:00:00Z",
                        "new schedule of comes: every 1h UTC, active, next 2026-11-20T13:00:00Z",
                        "goes has no schedule any more");
    }

    @Test
    void a_database_that_does_not_answer_before_or_behind_the_change_is_no_failure_of_it() {
        ReloadedSchedules before = ReloadedSchedules.before(schedules());
        away = true;
        assertThat(before.after()).singleElement().asString().contains("while the database does not answer");

        ReloadedSchedules during = ReloadedSchedules.before(schedules());
        away = false;
        assertThat(during.after()).singleElement().asString().contains("while the database does not answer");
    }
}
