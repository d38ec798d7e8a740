package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two years of each zone. The expected instants were not computed with this code, nor with Java: a script walked through UTC in steps of a quarter of
 * an hour, asked the IANA's data by way of Python's {@code zoneinfo} what the clock shows, and noted the first moment of each time; for a time that
 * the clock never showed, the first moment after it.
 */
public class DaylightSavingTest {

    private static final Duration STEP = Duration.ofMinutes(15);

    public static Stream<Arguments> tables() {
        return Stream.of(
                Arguments.of("Europe/Berlin", "02:30", """
                        2026-01-01 2026-03-28 01:30
                        2026-03-29 2026-03-29 01:00
                        2026-03-30 2026-10-25 00:30
                        2026-10-26 2027-03-27 01:30
                        2027-03-28 2027-03-28 01:00
                        2027-03-29 2027-10-31 00:30
                        2027-11-01 2027-12-31 01:30
                        """),
                Arguments.of("Europe/Berlin", "03:00", """
                        2026-01-01 2026-03-28 02:00
                        2026-03-29 2026-10-24 01:00
                        2026-10-25 2027-03-27 02:00
                        2027-03-28 2027-10-30 01:00
                        2027-10-31 2027-12-31 02:00
                        """),
                Arguments.of("America/New_York", "02:30", """
                        2026-01-01 2026-03-07 07:30
                        2026-03-08 2026-03-08 07:00
                        2026-03-09 2026-10-31 06:30
                        2026-11-01 2027-03-13 07:30
                        2027-03-14 2027-03-14 07:00
                        2027-03-15 2027-11-06 06:30
                        2027-11-07 2027-12-31 07:30
                        """),
                Arguments.of("America/New_York", "01:30", """
                        2026-01-01 2026-03-08 06:30
                        2026-03-09 2026-11-01 05:30
                        2026-11-02 2027-03-14 06:30
                        2027-03-15 2027-11-07 05:30
                        2027-11-08 2027-12-31 06:30
                        """),
                // Here the clock was set at midnight: forward from 00:00 to 01:00, and back from 00:00 to 23:00 of the
                // day before.
                Arguments.of("America/Sao_Paulo", "00:30", """
                        2017-07-01 2017-10-14 03:30
                        2017-10-15 2017-10-15 03:00
                        2017-10-16 2018-02-17 02:30
                        2018-02-18 2018-11-03 03:30
                        2018-11-04 2018-11-04 03:00
                        2018-11-05 2019-02-16 02:30
                        2019-02-17 2019-06-30 03:30
                        """),
                Arguments.of("America/Sao_Paulo", "23:30", """
                        2017-07-01 2017-10-15 02:30
                        2017-10-16 2018-02-18 01:30
                        2018-02-19 2018-11-04 02:30
                        2018-11-05 2019-02-17 01:30
                        2019-02-18 2019-06-30 02:30
                        """),
                Arguments.of("Asia/Kathmandu", "02:30", """
                        2026-01-01 2027-12-31 20:45
                        """),
                // Here the clock is set by half an hour.
                Arguments.of("Australia/Lord_Howe", "02:15", """
                        2026-01-01 2026-04-03 15:15
                        2026-04-04 2026-10-02 15:45
                        2026-10-03 2026-10-03 15:30
                        2026-10-04 2027-04-02 15:15
                        2027-04-03 2027-10-01 15:45
                        2027-10-02 2027-10-02 15:30
                        2027-10-03 2027-12-31 15:15
                        """),
                Arguments.of("Australia/Lord_Howe", "01:45", """
                        2026-01-01 2026-04-04 14:45
                        2026-04-05 2026-10-03 15:15
                        2026-10-04 2027-04-03 14:45
                        2027-04-04 2027-10-02 15:15
                        2027-10-03 2027-12-31 14:45
                        """),
                Arguments.of("UTC", "02:30", """
                        2026-01-01 2027-12-31 02:30
                        """));
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("tables")
    void a_daily_time_is_due_once_a_day(String zone, String time, String table) {
        List<Instant> expected = UtcTable.read(table);
        Schedule schedule = Schedule.daily(time).in(zone);

        assertThat(expected).hasSize(730);
        assertThat(schedule.next(expected.get(0).minusSeconds(1), expected.size()))
                .containsExactlyElementsOf(expected);
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("tables")
    void whenever_one_asks_the_answer_is_the_next_of_the_same_instants(String zone, String time, String table) {
        List<Instant> expected = UtcTable.read(table);
        Schedule schedule = Schedule.daily(time).in(zone);

        int next = 0;
        Instant last = expected.get(expected.size() - 1);
        for (Instant clock = expected.get(0); clock.isBefore(last); clock = clock.plus(STEP)) {
            while (!expected.get(next).isAfter(clock)) {
                next++;
            }
            assertThat(schedule.nextAfter(clock)).as("from %s", clock).contains(expected.get(next));
        }
        assertThat(next).isEqualTo(expected.size() - 1);
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource("tables")
    void a_cron_expression_follows_the_same_rules(String zone, String time, String table) {
        List<Instant> expected = UtcTable.read(table);
        String[] parts = time.split(":");
        Schedule schedule = Schedule.cron(Integer.parseInt(parts[1]) + " " + Integer.parseInt(parts[0]) + " * * *")
                .in(zone);

        assertThat(schedule.next(expected.get(0).minusSeconds(1), expected.size()))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void half_past_two_in_berlin_is_three_when_the_clock_is_set_forward() {
        assertThat(Schedule.daily("02:30").in("Europe/Berlin").nextAfter(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-03-29T01:00:00Z"));
    }

    @Test
    void several_times_in_one_gap_are_one_run() {
        Schedule schedule = Schedule.daily("02:00", "02:30", "02:59", "03:00").in("Europe/Berlin");

        assertThat(schedule.next(Instant.parse("2026-03-28T12:00:00Z"), 2))
                .isEqualTo(UtcTable.instants("2026-03-29T01:00Z", "2026-03-30T00:00Z"));
    }

    @Test
    void a_time_that_comes_twice_is_due_the_first_time_alone() {
        Schedule schedule = Schedule.daily("02:30").in("Europe/Berlin");

        assertThat(schedule.nextAfter(Instant.parse("2026-10-24T12:00:00Z")))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
        // Between the two, and in the second of the two hours, the next is that of the next day.
        assertThat(schedule.nextAfter(Instant.parse("2026-10-25T00:45:00Z")))
                .contains(Instant.parse("2026-10-26T01:30:00Z"));
        assertThat(schedule.nextAfter(Instant.parse("2026-10-25T01:15:00Z")))
                .contains(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void quarters_of_an_hour_have_no_runs_in_the_hour_that_comes_again() {
        Schedule berlin = Schedule.cron("*/15 * * * *").in("Europe/Berlin");
        Schedule lordHowe = Schedule.cron("*/15 * * * *").in("Australia/Lord_Howe");

        assertThat(berlin.next(Instant.parse("2026-10-24T23:29:00Z"), 9))
                .isEqualTo(UtcTable.instants(
                        "2026-10-24T23:30Z",
                        "2026-10-24T23:45Z",
                        "2026-10-25T00:00Z",
                        "2026-10-25T00:15Z",
                        "2026-10-25T00:30Z",
                        "2026-10-25T00:45Z",
                        "2026-10-25T02:00Z",
                        "2026-10-25T02:15Z",
                        "2026-10-25T02:30Z"));
        assertThat(lordHowe.next(Instant.parse("2026-04-04T13:59:00Z"), 7))
                .isEqualTo(UtcTable.instants(
                        "2026-04-04T14:00Z",
                        "2026-04-04T14:15Z",
                        "2026-04-04T14:30Z",
                        "2026-04-04T14:45Z",
                        "2026-04-04T15:30Z",
                        "2026-04-04T15:45Z",
                        "2026-04-04T16:00Z"));
    }

    @Test
    void quarters_of_an_hour_lose_nothing_but_the_gap() {
        Schedule berlin = Schedule.cron("*/15 * * * *").in("Europe/Berlin");
        Schedule lordHowe = Schedule.cron("*/15 * * * *").in("Australia/Lord_Howe");

        assertThat(berlin.next(Instant.parse("2026-03-29T00:29:00Z"), 5))
                .isEqualTo(UtcTable.instants(
                        "2026-03-29T00:30Z",
                        "2026-03-29T00:45Z",
                        "2026-03-29T01:00Z",
                        "2026-03-29T01:15Z",
                        "2026-03-29T01:30Z"));
        assertThat(lordHowe.next(Instant.parse("2026-10-03T14:59:00Z"), 5))
                .isEqualTo(UtcTable.instants(
                        "2026-10-03T15:00Z",
                        "2026-10-03T15:15Z",
                        "2026-10-03T15:30Z",
                        "2026-10-03T15:45Z",
                        "2026-10-03T16:00Z"));
    }

    @Test
    void a_day_that_a_zone_left_out_is_made_up_for_when_it_is_over() {
        // Samoa went over the date line and had no 30 December 2011.
        assertThat(Schedule.daily("02:30").in("Pacific/Apia").next(Instant.parse("2011-12-29T00:00:00Z"), 4))
                .isEqualTo(UtcTable.instants(
                        "2011-12-29T12:30Z", "2011-12-30T10:00Z", "2011-12-30T12:30Z", "2011-12-31T12:30Z"));
    }

    @Test
    void every_six_hours_are_six_hours_whatever_the_clock_does() {
        assertThat(Schedule.every(Duration.ofHours(6))
                        .in("Europe/Berlin")
                        .next(Instant.parse("2026-03-28T12:00:00Z"), 6))
                .isEqualTo(UtcTable.instants(
                        "2026-03-28T17:00Z",
                        "2026-03-28T23:00Z",
                        "2026-03-29T05:00Z",
                        "2026-03-29T11:00Z",
                        "2026-03-29T17:00Z",
                        "2026-03-29T23:00Z"));
    }

    @Test
    void every_day_and_a_half_begins_at_midnight_of_its_zone() {
        assertThat(Schedule.every(Duration.ofHours(36))
                        .in("Asia/Kathmandu")
                        .next(Instant.parse("2026-03-28T12:00:00Z"), 4))
                .isEqualTo(UtcTable.instants(
                        "2026-03-28T18:15Z", "2026-03-30T06:15Z", "2026-03-31T18:15Z", "2026-04-02T06:15Z"));
    }
}
