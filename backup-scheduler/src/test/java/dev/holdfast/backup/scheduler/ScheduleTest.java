package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Problem;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final LocalTime HALF_PAST_TWO = LocalTime.of(2, 30);
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void several_times_a_day_come_in_their_order_however_they_are_written() {
        assertThat(Schedule.daily("14:15", "02:15", "14:15").next(NEW_YEAR, 3))
                .isEqualTo(UtcTable.instants("2026-01-01T02:15Z", "2026-01-01T14:15Z", "2026-01-02T02:15Z"));
    }

    @Test
    void the_instant_one_asks_from_is_not_the_next() {
        Schedule schedule = Schedule.daily("02:15");

        assertThat(schedule.nextAfter(Instant.parse("2026-01-01T02:14:59.999999999Z")))
                .contains(Instant.parse("2026-01-01T02:15:00Z"));
        assertThat(schedule.nextAfter(Instant.parse("2026-01-01T02:15:00Z")))
                .contains(Instant.parse("2026-01-02T02:15:00Z"));
    }

    @Test
    void sundays_in_berlin_are_sundays_there() {
        Schedule schedule = Schedule.weekly(DayOfWeek.SUNDAY, "02:30").in("Europe/Berlin");

        assertThat(schedule.next(Instant.parse("2026-03-16T00:00:00Z"), 3))
                .isEqualTo(UtcTable.instants("2026-03-22T01:30Z", "2026-03-29T01:00Z", "2026-04-05T00:30Z"));
    }

    @Test
    void week_ends_in_new_york_keep_their_time_when_the_clock_is_set_back() {
        Schedule schedule = Schedule.of(new Recurrence.Weekly(
                        List.of(DayOfWeek.SUNDAY, DayOfWeek.SATURDAY), List.of(LocalTime.of(1, 30))))
                .in("America/New_York");

        assertThat(schedule.next(Instant.parse("2026-10-31T00:00:00Z"), 4))
                .isEqualTo(UtcTable.instants(
                        "2026-10-31T05:30Z", "2026-11-01T05:30Z", "2026-11-07T06:30Z", "2026-11-08T06:30Z"));
    }

    @Test
    void the_last_day_of_a_month_is_in_every_month() {
        Schedule schedule = Schedule.monthly(31, "02:30").in("Europe/Berlin");

        assertThat(schedule.next(NEW_YEAR, 12))
                .isEqualTo(UtcTable.instants(
                        "2026-01-31T01:30Z",
                        "2026-02-28T01:30Z",
                        "2026-03-31T00:30Z",
                        "2026-04-30T00:30Z",
                        "2026-05-31T00:30Z",
                        "2026-06-30T00:30Z",
                        "2026-07-31T00:30Z",
                        "2026-08-31T00:30Z",
                        "2026-09-30T00:30Z",
                        "2026-10-31T01:30Z",
                        "2026-11-30T01:30Z",
                        "2026-12-31T01:30Z"));
    }

    @Test
    void two_days_that_a_short_month_lacks_are_one_run() {
        Schedule schedule = Schedule.of(new Recurrence.Monthly(List.of(30, 29, 31), List.of(HALF_PAST_TWO)));

        assertThat(schedule.next(Instant.parse("2026-01-31T00:00:00Z"), 4))
                .isEqualTo(UtcTable.instants(
                        "2026-01-31T02:30Z", "2026-02-28T02:30Z", "2026-03-29T02:30Z", "2026-03-30T02:30Z"));
    }

    @Test
    void days_of_the_month_follow_the_clock_of_the_zone() {
        Schedule schedule = Schedule.of(new Recurrence.Monthly(List.of(1, 15), List.of(LocalTime.of(2, 15))))
                .in("Australia/Lord_Howe");

        assertThat(schedule.next(Instant.parse("2026-03-16T00:00:00Z"), 4))
                .isEqualTo(UtcTable.instants(
                        "2026-03-31T15:15Z", "2026-04-14T15:45Z", "2026-04-30T15:45Z", "2026-05-14T15:45Z"));
    }

    @Test
    void a_leap_day_is_waited_for() {
        assertThat(Schedule.cron("30 2 29 2 *").next(NEW_YEAR, 3))
                .isEqualTo(UtcTable.instants("2028-02-29T02:30Z", "2032-02-29T02:30Z", "2036-02-29T02:30Z"));
        assertThat(Schedule.cron("30 2 29 2 *").nextAfter(Instant.parse("2096-03-01T00:00:00Z")))
                .as("2100 has none")
                .contains(Instant.parse("2104-02-29T02:30:00Z"));
    }

    @Test
    void either_kind_of_days_of_a_cron_expression_is_enough() {
        assertThat(Schedule.cron("0 0 13 * fri").next(Instant.parse("2026-02-01T00:00:00Z"), 5))
                .isEqualTo(UtcTable.instants(
                        "2026-02-06T00:00Z",
                        "2026-02-13T00:00Z",
                        "2026-02-20T00:00Z",
                        "2026-02-27T00:00Z",
                        "2026-03-06T00:00Z"));
    }

    @Test
    void sunday_is_both_nought_and_seven_in_a_cron_expression() {
        assertThat(Schedule.cron("0 3 * * 7").next(NEW_YEAR, 5))
                .isEqualTo(Schedule.cron("0 3 * * 0").next(NEW_YEAR, 5))
                .isEqualTo(Schedule.cron("0 3 * * sun").next(NEW_YEAR, 5))
                .startsWith(Instant.parse("2026-01-04T03:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "0 2 * * * *",
                "60 2 * * *",
                "0 24 * * *",
                "0 2 0 * *",
                "0 2 32 * *",
                "0 2 * 13 *",
                "0 2 * * 8",
                "0 2 * * mon,",
                "0 2 L * *",
                "@daily",
                "0 2|3 * * *",
                "0 2 * * * || 0 3 * * *",
                "at noon"
            })
    void what_is_no_cron_expression_is_refused(String expression) {
        assertThatThrownBy(() -> Schedule.cron(expression))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> {
                    assertThat(((ConfigurationException) e).code()).isEqualTo("HF-SCH-002");
                    assertThat(((ConfigurationException) e).context()).containsEntry("setting", "cron");
                    assertThat(e.getMessage()).doesNotContain("\n");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "15 2 31 2 *"})
    void a_date_that_does_not_exist_never_fires_and_is_warned_of(String expression) {
        Schedule schedule = Schedule.cron(expression).in("Europe/Berlin");

        assertThat(schedule.nextAfter(NEW_YEAR)).isEmpty();
        assertThat(schedule.next(NEW_YEAR, 5)).isEmpty();
        assertThat(schedule.warnings(NEW_YEAR)).extracting(Problem::code).containsExactly("HF-SCH-008");
    }

    @Test
    void a_schedule_that_fires_has_no_warnings() {
        assertThat(Schedule.cron("30 2 29 2 *").warnings(NEW_YEAR)).isEmpty();
        assertThat(Schedule.daily("02:15").warnings(NEW_YEAR)).isEmpty();
    }

    @Test
    void what_is_due_in_a_blackout_is_left_out() {
        Schedule schedule = Schedule.daily("09:00", "18:00")
                .in("Europe/Berlin")
                .except(BlackoutWindow.parse("mon-fri 08:00-18:00"));

        assertThat(schedule.next(Instant.parse("2026-01-02T00:00:00Z"), 5))
                .as("from a Friday; a window's end is no part of it")
                .isEqualTo(UtcTable.instants(
                        "2026-01-02T17:00Z",
                        "2026-01-03T08:00Z",
                        "2026-01-03T17:00Z",
                        "2026-01-04T08:00Z",
                        "2026-01-04T17:00Z"));
    }

    @Test
    void a_blackout_may_go_over_midnight() {
        Schedule schedule = Schedule.daily("23:30", "05:59", "06:00").except(BlackoutWindow.parse("sat 22:00-06:00"));

        assertThat(schedule.next(Instant.parse("2026-01-03T06:00:00Z"), 3))
                .as("from a Saturday")
                .isEqualTo(UtcTable.instants("2026-01-04T06:00Z", "2026-01-04T23:30Z", "2026-01-05T05:59Z"));
    }

    @Test
    void a_blackout_of_all_times_never_fires_and_is_warned_of() {
        List<Schedule> schedules = List.of(
                Schedule.daily("02:15").except(BlackoutWindow.parse("02:00-03:00")),
                Schedule.every(Duration.ofMinutes(1)).except(BlackoutWindow.parse("00:00-24:00")),
                Schedule.cron("*/5 * * * mon").except(BlackoutWindow.parse("mon 00:00-24:00")));

        for (Schedule schedule : schedules) {
            assertThat(schedule.nextAfter(NEW_YEAR)).as("%s", schedule).isEmpty();
            assertThat(schedule.warnings(NEW_YEAR))
                    .extracting(Problem::code)
                    .as("%s", schedule)
                    .containsExactly("HF-SCH-008");
        }
    }

    @Test
    void what_waits_for_the_end_of_a_blackout_waits_for_the_one_behind_it_too() {
        Schedule schedule = Schedule.daily("02:15")
                .except(BlackoutWindow.parse("08:00-12:00"))
                .except(BlackoutWindow.parse("12:00-13:30"))
                .except(BlackoutWindow.parse("11:00-11:30"));

        assertThat(schedule.freeAt(Instant.parse("2026-01-01T11:15:00Z")))
                .isEqualTo(Instant.parse("2026-01-01T13:30:00Z"));
        assertThat(schedule.freeAt(Instant.parse("2026-01-01T13:30:00Z")))
                .isEqualTo(Instant.parse("2026-01-01T13:30:00Z"));
    }

    @Test
    void jitter_is_the_same_each_time_and_differs_from_job_to_job_and_from_day_to_day() {
        Duration most = Duration.ofMinutes(10);
        Schedule schedule = Schedule.daily("02:15").jitter(most);
        List<Instant> due = schedule.next(NEW_YEAR, 200);

        List<Duration> delays = due.stream()
                .map(instant -> Duration.between(instant, schedule.start("nightly", instant)))
                .toList();

        assertThat(delays)
                .isEqualTo(due.stream()
                        .map(instant -> Duration.between(instant, schedule.start("nightly", instant)))
                        .toList());
        assertThat(delays).allSatisfy(delay -> assertThat(delay).isBetween(Duration.ZERO, most));
        assertThat(delays.stream().distinct().count()).isGreaterThan(190);
        assertThat(delays.stream().mapToLong(Duration::toSeconds).average().orElseThrow())
                .isBetween(240.0, 360.0);
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> schedule.start("job-" + i, due.get(0)))
                        .distinct()
                        .count())
                .isGreaterThan(95);
    }

    @Test
    void jitter_never_begins_anything_in_a_blackout() {
        Schedule schedule =
                Schedule.daily("07:59").jitter(Duration.ofHours(1)).except(BlackoutWindow.parse("08:00-12:00"));

        for (Instant due : schedule.next(NEW_YEAR, 100)) {
            Instant start = schedule.start("nightly", due);
            assertThat(start.isBefore(due.plusSeconds(60)) || start.equals(due.plus(Duration.ofMinutes(241))))
                    .as("due %s, begun %s", due, start)
                    .isTrue();
        }
    }

    @Test
    void without_jitter_a_run_begins_when_it_is_due() {
        Instant due = Instant.parse("2026-01-01T02:15:00Z");

        assertThat(Schedule.daily("02:15").start("nightly", due)).isEqualTo(due);
    }

    @Test
    void one_that_is_switched_off_still_tells_when_it_would_be_due() {
        assertThat(Schedule.daily("02:15").enabled(false).next(NEW_YEAR, 1))
                .isEqualTo(UtcTable.instants("2026-01-01T02:15Z"));
    }

    @Test
    void lengths_of_time_have_bounds() {
        assertRefused("HF-SCH-007", "every", () -> Schedule.every(Duration.ofSeconds(59)));
        assertRefused("HF-SCH-007", "every", () -> Schedule.every(Duration.ofDays(367)));
        assertRefused("HF-SCH-007", "every", () -> Schedule.every(Duration.ofMillis(90_500)));
        assertRefused("HF-SCH-007", "jitter", () -> Schedule.daily("02:15").jitter(Duration.ofHours(13)));
        assertRefused("HF-SCH-007", "jitter", () -> Schedule.daily("02:15").jitter(Duration.ofSeconds(-1)));
        assertRefused(
                "HF-SCH-007",
                "jitter",
                () -> Schedule.every(Duration.ofMinutes(5)).jitter(Duration.ofMinutes(5)));
        assertRefused("HF-SCH-007", "max-age", () -> Schedule.daily("02:15").catchUp(CatchUp.ONCE, Duration.ZERO));
        assertRefused(
                "HF-SCH-007", "max-age", () -> Schedule.daily("02:15").catchUp(CatchUp.ONCE, Duration.ofDays(400)));
    }

    @Test
    void days_and_times_must_be_there() {
        assertRefused("HF-SCH-003", "daily", Schedule::daily);
        assertRefused("HF-SCH-003", "daily", () -> Schedule.daily("2:15"));
        assertRefused("HF-SCH-003", "daily", () -> Schedule.daily("24:00"));
        assertRefused("HF-SCH-004", "days", () -> new Recurrence.Weekly(List.of(), List.of(HALF_PAST_TWO)));
        assertRefused("HF-SCH-004", "days", () -> Schedule.monthly(0, "02:15"));
        assertRefused("HF-SCH-004", "days", () -> Schedule.monthly(32, "02:15"));
        assertRefused("HF-SCH-001", "zone", () -> Schedule.daily("02:15").in("Europe/Atlantis"));
    }

    @Test
    void the_far_end_of_the_calendar_does_no_harm() {
        assertThat(Schedule.daily("02:15").nextAfter(Instant.MAX)).isEmpty();
        assertThat(Schedule.cron("15 2 * * *").nextAfter(Instant.MAX)).isEmpty();
        assertThat(Schedule.every(Duration.ofHours(1)).nextAfter(Instant.MAX)).isEmpty();
    }

    private static void assertRefused(String code, String setting, Runnable making) {
        assertThatThrownBy(making::run)
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> {
                    assertThat(((ConfigurationException) e).code()).isEqualTo(code);
                    assertThat(((ConfigurationException) e).context()).containsEntry("setting", setting);
                    assertThat(((ConfigurationException) e).hint()).endsWith(".");
                });
    }
}
