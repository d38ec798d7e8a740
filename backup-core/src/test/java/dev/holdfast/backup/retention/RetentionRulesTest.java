package dev.holdfast.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionRulesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void without_a_rule_everything_is_kept() {
        assertJudged(
                Retention.everything(),
                History.of("2020-01-01T00:00:00Z").at("2026-11-21T00:00:00Z"),
                "keep 2020-01-01T00:00:00Z: there is no rule");
    }

    @Test
    void no_backups_give_no_verdicts() {
        assertJudged(Retention.last(3), new History().at("2026-11-21T00:00:00Z"));
    }

    @Test
    void last_keeps_the_newest() {
        assertJudged(
                Retention.last(2),
                History.of("2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z", "2026-11-18T02:00:00Z")
                        .at("2026-11-21T00:00:00Z"),
                "keep 2026-11-20T02:00:00Z: last 1 of 2",
                "keep 2026-11-19T02:00:00Z: last 2 of 2",
                "drop 2026-11-18T02:00:00Z: kept by no rule");
    }

    @Test
    void the_order_of_the_input_does_not_matter() {
        assertJudged(
                Retention.last(1),
                History.of("2026-11-18T02:00:00Z", "2026-11-20T02:00:00Z").at("2026-11-21T00:00:00Z"),
                "keep 2026-11-20T02:00:00Z: last 1 of 1",
                "drop 2026-11-18T02:00:00Z: kept by no rule");
    }

    @Test
    void daily_keeps_the_newest_of_each_day() {
        assertJudged(
                Retention.daily(2),
                History.of(
                                "2026-11-20T22:00:00Z",
                                "2026-11-20T02:00:00Z",
                                "2026-11-19T23:59:59Z",
                                "2026-11-19T00:00:00Z",
                                "2026-11-18T02:00:00Z")
                        .at("2026-11-21T00:00:00Z"),
                "keep 2026-11-20T22:00:00Z: daily 2026-11-20",
                "drop 2026-11-20T02:00:00Z: kept by no rule",
                "keep 2026-11-19T23:59:59Z: daily 2026-11-19",
                "drop 2026-11-19T00:00:00Z: kept by no rule",
                "drop 2026-11-18T02:00:00Z: kept by no rule");
    }

    @Test
    void days_without_a_backup_do_not_count() {
        assertJudged(
                Retention.daily(3),
                History.of("2026-11-20T02:00:00Z", "2026-07-01T02:00:00Z", "2025-01-01T02:00:00Z")
                        .at("2026-11-21T00:00:00Z"),
                "keep 2026-11-20T02:00:00Z: daily 2026-11-20",
                "keep 2026-07-01T02:00:00Z: daily 2026-07-01",
                "keep 2025-01-01T02:00:00Z: daily 2025-01-01");
    }

    @Test
    void rules_are_united_and_every_reason_is_given() {
        assertJudged(
                Retention.last(1).daily(2).monthly(2),
                History.of(
                                "2026-11-02T02:00:00Z",
                                "2026-11-01T02:00:00Z",
                                "2026-10-31T02:00:00Z",
                                "2026-10-30T02:00:00Z")
                        .at("2026-11-02T12:00:00Z"),
                "keep 2026-11-02T02:00:00Z: last 1 of 1; daily 2026-11-02; monthly 2026-11",
                "keep 2026-11-01T02:00:00Z: daily 2026-11-01",
                "keep 2026-10-31T02:00:00Z: monthly 2026-10",
                "drop 2026-10-30T02:00:00Z: kept by no rule");
    }

    @Test
    void weeks_are_iso_weeks_at_new_year() {
        // 1 January 2027 is a Friday: it is in the last week of 2026, which has 53.
        assertJudged(
                Retention.weekly(3),
                History.of(
                                "2027-01-04T02:00:00Z",
                                "2027-01-03T02:00:00Z",
                                "2027-01-01T02:00:00Z",
                                "2026-12-31T02:00:00Z",
                                "2026-12-27T02:00:00Z")
                        .at("2027-01-05T00:00:00Z"),
                "keep 2027-01-04T02:00:00Z: weekly 2027-W01",
                "keep 2027-01-03T02:00:00Z: weekly 2026-W53",
                "drop 2027-01-01T02:00:00Z: kept by no rule",
                "drop 2026-12-31T02:00:00Z: kept by no rule",
                "keep 2026-12-27T02:00:00Z: weekly 2026-W52");
    }

    @Test
    void the_end_of_december_may_be_in_the_first_week_of_the_next_year() {
        // 31 December 2024 is a Tuesday.
        assertJudged(
                Retention.weekly(1).yearly(2),
                History.of("2025-01-02T02:00:00Z", "2024-12-31T02:00:00Z").at("2025-01-02T03:00:00Z"),
                "keep 2025-01-02T02:00:00Z: weekly 2025-W01; yearly 2025",
                "keep 2024-12-31T02:00:00Z: yearly 2024");
    }

    @Test
    void days_are_those_of_the_zone() {
        History history = History.of("2026-11-19T23:30:00Z", "2026-11-19T22:30:00Z");
        assertJudged(
                Retention.daily(2),
                history.at("2026-11-20T00:00:00Z"),
                "keep 2026-11-19T23:30:00Z: daily 2026-11-19",
                "drop 2026-11-19T22:30:00Z: kept by no rule");
        assertJudged(
                Retention.daily(2).zone(BERLIN),
                history.at("2026-11-20T00:00:00Z"),
                "keep 2026-11-19T23:30:00Z: daily 2026-11-20",
                "keep 2026-11-19T22:30:00Z: daily 2026-11-19");
    }

    @Test
    void the_hour_that_comes_twice_is_two_hours() {
        // Clocks in Berlin went back from 3 to 2 on 25 October 2026, at 01:00 UTC.
        assertJudged(
                Retention.hourly(4).zone(BERLIN),
                History.of(
                                "2026-10-25T02:30:00Z",
                                "2026-10-25T01:30:00Z",
                                "2026-10-25T00:30:00Z",
                                "2026-10-24T23:30:00Z")
                        .at("2026-10-25T03:00:00Z"),
                "keep 2026-10-25T02:30:00Z: hourly 2026-10-25 03h",
                "keep 2026-10-25T01:30:00Z: hourly 2026-10-25 02h+01:00",
                "keep 2026-10-25T00:30:00Z: hourly 2026-10-25 02h+02:00",
                "keep 2026-10-24T23:30:00Z: hourly 2026-10-25 01h");
    }

    @Test
    void the_hour_that_never_comes_is_not_missed() {
        // Clocks in Berlin went forward from 2 to 3 on 29 March 2026, at 01:00 UTC.
        assertJudged(
                Retention.hourly(2).zone(BERLIN),
                History.of("2026-03-29T01:10:00Z", "2026-03-29T00:50:00Z").at("2026-03-29T02:00:00Z"),
                "keep 2026-03-29T01:10:00Z: hourly 2026-03-29 03h",
                "keep 2026-03-29T00:50:00Z: hourly 2026-03-29 01h");
    }

    @Test
    void a_day_of_25_hours_is_one_day() {
        assertJudged(
                Retention.daily(5).zone(BERLIN),
                History.of("2026-10-25T22:59:00Z", "2026-10-24T22:00:00Z").at("2026-10-26T00:00:00Z"),
                "keep 2026-10-25T22:59:00Z: daily 2026-10-25",
                "drop 2026-10-24T22:00:00Z: kept by no rule");
    }

    @Test
    void a_day_that_begins_twice_is_one_day() {
        // St. John's went back from 00:01 on 7 November 2010 to 23:01 on the 6th, at 02:31 UTC.
        assertJudged(
                Retention.daily(5).zone(ZoneId.of("America/St_Johns")),
                History.of("2010-11-07T03:20:00Z", "2010-11-07T02:30:30Z", "2010-11-07T02:00:00Z")
                        .at("2010-11-07T03:25:00Z"),
                "keep 2010-11-07T03:20:00Z: daily 2010-11-06",
                "keep 2010-11-07T02:30:30Z: daily 2010-11-07",
                "drop 2010-11-07T02:00:00Z: kept by no rule");
    }

    @Test
    void within_keeps_all_that_are_not_older() {
        assertJudged(
                Retention.within(Duration.ofDays(2)),
                History.of("2026-11-20T12:00:00Z", "2026-11-19T12:00:00Z", "2026-11-19T11:59:59Z")
                        .at("2026-11-21T12:00:00Z"),
                "keep 2026-11-20T12:00:00Z: within 2 days",
                "keep 2026-11-19T12:00:00Z: within 2 days",
                "drop 2026-11-19T11:59:59Z: kept by no rule");
    }

    @Test
    void older_than_alone_drops_the_older_ones() {
        assertJudged(
                Retention.olderThan(Duration.ofDays(30)),
                History.of("2026-11-20T12:00:00Z", "2026-10-22T12:00:00Z", "2026-10-22T11:59:59Z")
                        .at("2026-11-21T12:00:00Z"),
                "keep 2026-11-20T12:00:00Z: not older than 30 days",
                "keep 2026-10-22T12:00:00Z: not older than 30 days",
                "drop 2026-10-22T11:59:59Z: older than 30 days");
    }

    @Test
    void older_than_never_overrides_another_rule_and_protects_the_young() {
        assertJudged(
                Retention.monthly(2).olderThan(Duration.ofDays(30)),
                History.of(
                                "2026-11-20T12:00:00Z",
                                "2026-11-19T12:00:00Z",
                                "2026-09-05T00:00:00Z",
                                "2026-09-04T00:00:00Z")
                        .at("2026-11-21T12:00:00Z"),
                "keep 2026-11-20T12:00:00Z: monthly 2026-11",
                "keep 2026-11-19T12:00:00Z: not older than 30 days",
                "keep 2026-09-05T00:00:00Z: monthly 2026-09",
                "drop 2026-09-04T00:00:00Z: older than 30 days and kept by no rule");
    }

    @Test
    void a_newest_one_that_is_not_known_to_be_good_takes_no_place() {
        assertJudged(
                Retention.last(1).daily(1),
                new History()
                        .unproven("2026-11-20T22:00:00Z")
                        .good("2026-11-20T02:00:00Z")
                        .good("2026-11-19T02:00:00Z")
                        .at("2026-11-21T00:00:00Z"),
                "keep 2026-11-20T22:00:00Z: not known to be good, and neither is any newer one",
                "keep 2026-11-20T02:00:00Z: last 1 of 1; daily 2026-11-20",
                "drop 2026-11-19T02:00:00Z: kept by no rule");
    }

    @Test
    void an_unproven_one_older_than_a_good_one_is_dropped_like_others() {
        assertJudged(
                Retention.last(2),
                new History()
                        .good("2026-11-20T22:00:00Z")
                        .unproven("2026-11-20T02:00:00Z")
                        .good("2026-11-19T02:00:00Z")
                        .at("2026-11-21T00:00:00Z"),
                "keep 2026-11-20T22:00:00Z: last 1 of 2",
                "drop 2026-11-20T02:00:00Z: kept by no rule",
                "keep 2026-11-19T02:00:00Z: last 2 of 2");
    }

    @Test
    void if_none_is_known_to_be_good_all_are_kept() {
        assertJudged(
                Retention.last(1).olderThan(Duration.ofDays(1)),
                new History()
                        .unproven("2026-11-10T22:00:00Z")
                        .unproven("2026-11-09T02:00:00Z")
                        .at("2026-11-21T00:00:00Z"),
                "keep 2026-11-10T22:00:00Z: not known to be good, and neither is any newer one",
                "keep 2026-11-09T02:00:00Z: not known to be good, and neither is any newer one");
    }

    @Test
    void a_rule_given_twice_is_the_later_one() {
        assertThat(Retention.last(3).last(5)).isEqualTo(Retention.last(5));
    }

    @Test
    void rules_read_as_one_would_write_them() {
        assertThat(Retention.last(3)
                        .daily(14)
                        .within(Duration.ofDays(30))
                        .olderThan(Duration.ofHours(1))
                        .zone(BERLIN)
                        .minFree(1024))
                .hasToString(
                        "{last: 3, daily: 14, within: PT720H, older-than: PT1H, zone: Europe/Berlin, at-least: 1, min-free: 1024}");
    }

    @Test
    void the_floor_travels_with_the_rules() {
        assertThat(Retention.atLeast(3).minFree(99).daily(2).floor()).isEqualTo(new RetentionFloor(3, 99));
    }

    static List<Supplier<RetentionRules>> rules_of_nothing() {
        return List.of(
                () -> Retention.last(0),
                () -> Retention.hourly(0),
                () -> Retention.daily(-1),
                () -> Retention.weekly(0),
                () -> Retention.monthly(0),
                () -> Retention.yearly(0),
                () -> Retention.within(Duration.ZERO),
                () -> Retention.olderThan(Duration.ofDays(-1)),
                () -> Retention.atLeast(0),
                () -> Retention.minFree(0));
    }

    @ParameterizedTest
    @MethodSource("rules_of_nothing")
    void a_rule_of_nothing_is_refused(Supplier<RetentionRules> rules) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(rules::get)
                .satisfies(e -> assertThat(e.code()).isEqualTo("HF-CFG-012"))
                .withMessageEndingWith(", which keeps nothing");
    }

    @Test
    void the_provider_makes_the_same_rules_of_settings() {
        Settings settings = Settings.of(Map.of(
                "last",
                3,
                "hourly",
                24,
                "daily",
                14,
                "weekly",
                8,
                "monthly",
                12,
                "yearly",
                2,
                "within",
                "30d",
                "older-than",
                "90d",
                "zone",
                "Europe/Berlin"));
        assertThat(new RetentionRulesProvider().create(settings))
                .isEqualTo(Retention.last(3)
                        .hourly(24)
                        .daily(14)
                        .weekly(8)
                        .monthly(12)
                        .yearly(2)
                        .within(Duration.ofDays(30))
                        .olderThan(Duration.ofDays(90))
                        .zone(BERLIN));
        assertThat(new RetentionRulesProvider().create(Settings.none())).isEqualTo(Retention.everything());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Atlantis", "", "+99:00"})
    void the_provider_refuses_an_unknown_zone(String zone) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new RetentionRulesProvider().create(Settings.of(Map.of("zone", zone))))
                .satisfies(e -> assertThat(e.code()).isEqualTo("HF-CFG-012"));
    }

    @Test
    void a_count_beyond_all_measure_keeps_all() {
        RetentionInput input =
                History.of("2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z").at("2026-11-21T00:00:00Z");
        assertThat(new RetentionRulesProvider()
                        .create(Settings.of(Map.of("last", Long.MAX_VALUE)))
                        .judge(input))
                .allMatch(verdict -> verdict.keep());
    }

    private static void assertJudged(RetentionRules rules, RetentionInput input, String... lines) {
        assertThat(History.lines(input, rules.judge(input))).containsExactly(lines);
    }
}
