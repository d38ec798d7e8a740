package dev.holdfast.backup.retention;

import static dev.holdfast.backup.retention.History.MB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionGuardTest {

    private static final RetentionPolicy DROP_ALL = input -> input.backups().stream()
            .map(backup -> new Verdict(backup.id(), false, List.of("drop all")))
            .toList();
    private static final String NOW = "2026-11-21T00:00:00Z";

    @Test
    void the_newest_good_one_is_kept_whatever_the_policy_says() {
        assertJudged(
                DROP_ALL,
                RetentionFloor.DEFAULT,
                History.of("2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z").at(NOW),
                "keep 2026-11-20T02:00:00Z: the newest good one",
                "drop 2026-11-19T02:00:00Z: drop all");
    }

    @Test
    void a_bad_one_does_not_count_for_the_floor() {
        assertJudged(
                DROP_ALL,
                RetentionFloor.DEFAULT,
                new History()
                        .unproven("2026-11-20T02:00:00Z")
                        .good("2026-11-19T02:00:00Z")
                        .at(NOW),
                "drop 2026-11-20T02:00:00Z: drop all",
                "keep 2026-11-19T02:00:00Z: the newest good one");
    }

    @Test
    void at_least_so_many_good_ones_are_kept() {
        assertJudged(
                DROP_ALL,
                new RetentionFloor(2, 0),
                History.of("2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z", "2026-11-18T02:00:00Z")
                        .at(NOW),
                "keep 2026-11-20T02:00:00Z: one of the newest 2 good ones",
                "keep 2026-11-19T02:00:00Z: one of the newest 2 good ones",
                "drop 2026-11-18T02:00:00Z: drop all");
    }

    @Test
    void while_there_are_fewer_good_ones_than_the_floor_nothing_is_dropped() {
        assertJudged(
                DROP_ALL,
                new RetentionFloor(2, 0),
                new History()
                        .good("2026-11-20T02:00:00Z")
                        .unproven("2026-11-19T02:00:00Z")
                        .at(NOW),
                "keep 2026-11-20T02:00:00Z: 1 known to be good, at least 2 wanted",
                "keep 2026-11-19T02:00:00Z: 1 known to be good, at least 2 wanted");
    }

    @Test
    void a_pinned_one_is_kept() {
        assertJudged(
                DROP_ALL,
                RetentionFloor.DEFAULT,
                History.of("2026-11-20T02:00:00Z")
                        .pinned("2026-11-19T02:00:00Z")
                        .at(NOW),
                "keep 2026-11-20T02:00:00Z: the newest good one",
                "keep 2026-11-19T02:00:00Z: pinned");
    }

    @Test
    void a_pin_is_told_beside_the_reasons_of_the_policy() {
        assertJudged(
                Retention.last(1),
                RetentionFloor.DEFAULT,
                new History().pinned("2026-11-19T02:00:00Z").at(NOW),
                "keep 2026-11-19T02:00:00Z: last 1 of 1; pinned");
    }

    @Test
    void the_floor_says_nothing_about_what_is_kept_anyway() {
        assertJudged(
                Retention.last(1),
                RetentionFloor.DEFAULT,
                History.of("2026-11-19T02:00:00Z").at(NOW),
                "keep 2026-11-19T02:00:00Z: last 1 of 1");
    }

    @Test
    void a_backup_that_the_policy_omits_is_kept() {
        assertJudged(
                input -> List.of(),
                RetentionFloor.DEFAULT,
                History.of("2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z").at(NOW),
                "keep 2026-11-20T02:00:00Z: the policy does not mention it",
                "keep 2026-11-19T02:00:00Z: the policy does not mention it");
    }

    @Test
    void a_verdict_on_another_backup_is_not_heeded() {
        RetentionPolicy foreign =
                input -> List.of(new Verdict(new BackupId("other_20261119_020000"), false, List.of("mine")));
        assertJudged(
                foreign,
                RetentionFloor.DEFAULT,
                History.of("2026-11-19T02:00:00Z").at(NOW),
                "keep 2026-11-19T02:00:00Z: the policy does not mention it");
    }

    @Test
    void of_two_verdicts_the_one_that_keeps_counts() {
        RetentionPolicy undecided = input -> {
            List<Verdict> verdicts = new ArrayList<>(DROP_ALL.judge(input));
            input.backups().forEach(b -> verdicts.add(new Verdict(b.id(), true, List.of("on second thought"))));
            return verdicts;
        };
        assertJudged(
                undecided,
                RetentionFloor.DEFAULT,
                History.of("2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z").at(NOW),
                "keep 2026-11-20T02:00:00Z: the policy says both; on second thought; the newest good one",
                "keep 2026-11-19T02:00:00Z: the policy says both; on second thought");
    }

    @Test
    void two_verdicts_that_agree_are_one() {
        RetentionPolicy twice = input -> {
            List<Verdict> verdicts = new ArrayList<>(DROP_ALL.judge(input));
            verdicts.addAll(DROP_ALL.judge(input));
            return verdicts;
        };
        assertJudged(
                twice,
                RetentionFloor.DEFAULT,
                History.of("2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z").at(NOW),
                "keep 2026-11-20T02:00:00Z: the newest good one",
                "drop 2026-11-19T02:00:00Z: drop all; drop all");
    }

    @Test
    void when_the_clock_went_backwards_nothing_is_dropped() {
        assertJudged(
                DROP_ALL,
                RetentionFloor.DEFAULT,
                History.of("2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z").at("2026-11-20T01:59:59Z"),
                "keep 2026-11-20T02:00:00Z: the clock went backwards: it says 2026-11-20T01:59:59Z, and"
                        + " orders_20261120_020000 began at 2026-11-20T02:00:00Z",
                "keep 2026-11-19T02:00:00Z: the clock went backwards: it says 2026-11-20T01:59:59Z, and"
                        + " orders_20261120_020000 began at 2026-11-20T02:00:00Z");
    }

    @Test
    void a_policy_that_throws_drops_nothing() {
        RetentionPolicy broken = input -> {
            throw new IllegalStateException("no idea");
        };
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> RetentionGuard.judge(
                        broken,
                        RetentionFloor.DEFAULT,
                        History.of("2026-11-20T02:00:00Z").at(NOW)))
                .withMessage("the retention policy failed: java.lang.IllegalStateException: no idea")
                .satisfies(e -> assertThat(e.code()).isEqualTo("HF-EXP-003"));
    }

    @Test
    void a_policy_that_answers_null_has_failed() {
        RetentionInput input = History.of("2026-11-20T02:00:00Z").at(NOW);
        for (RetentionPolicy policy : List.<RetentionPolicy>of(i -> null, i -> Arrays.asList((Verdict) null))) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> RetentionGuard.judge(policy, RetentionFloor.DEFAULT, input))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("HF-EXP-003"));
        }
    }

    @Test
    void a_failure_of_holdfast_passes_through_a_policy() {
        RefusedException refused = new RefusedException(Failure.of("HF-EXP-999", "not today"));
        RetentionPolicy refusing = input -> {
            throw refused;
        };
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> RetentionGuard.judge(
                        refusing,
                        RetentionFloor.DEFAULT,
                        History.of("2026-11-20T02:00:00Z").at(NOW)))
                .isSameAs(refused);
    }

    @Test
    void the_oldest_go_first_and_no_more_than_needed() {
        assertCleaned(
                new RetentionFloor(1, 20 * MB),
                fourBackups().at(NOW, 5 * MB),
                "keep 2026-11-20T02:00:00Z: the newest good one",
                "keep 2026-11-19T02:00:00Z: enough is free without it",
                "drop 2026-11-18T02:00:00Z: the oldest, to free space: 5 MB free, 20 MB asked for",
                "drop 2026-11-17T02:00:00Z: the oldest, to free space: 5 MB free, 20 MB asked for");
    }

    @Test
    void a_clean_up_stops_at_the_floor() {
        assertCleaned(
                new RetentionFloor(2, 500 * MB),
                fourBackups().pinned("2026-11-01T00:00:00Z").at(NOW, 5 * MB),
                "keep 2026-11-20T02:00:00Z: one of the newest 2 good ones",
                "keep 2026-11-19T02:00:00Z: one of the newest 2 good ones",
                "drop 2026-11-18T02:00:00Z: the oldest, to free space: 5 MB free, 500 MB asked for",
                "drop 2026-11-17T02:00:00Z: the oldest, to free space: 5 MB free, 500 MB asked for",
                "keep 2026-11-01T00:00:00Z: pinned");
    }

    @Test
    void nothing_is_cleaned_up_while_enough_is_free() {
        assertCleaned(
                new RetentionFloor(1, 5 * MB),
                History.of("2026-11-20T02:00:00Z").at(NOW, 5 * MB),
                "keep 2026-11-20T02:00:00Z: enough is free");
    }

    @Test
    void nothing_is_cleaned_up_if_nobody_asked() {
        assertCleaned(
                RetentionFloor.DEFAULT,
                History.of("2026-11-20T02:00:00Z").at(NOW, 0),
                "keep 2026-11-20T02:00:00Z: no clean-up is asked for");
    }

    @Test
    void nothing_is_cleaned_up_if_the_store_cannot_tell() {
        assertCleaned(
                new RetentionFloor(1, MB),
                History.of("2026-11-20T02:00:00Z").at(NOW),
                "keep 2026-11-20T02:00:00Z: the store cannot tell how much is free");
    }

    @Test
    void nothing_is_cleaned_up_by_a_clock_that_went_backwards() {
        assertThat(RetentionGuard.cleanUp(
                        new RetentionFloor(1, 500 * MB), fourBackups().at("2026-11-18T00:00:00Z", 0)))
                .allMatch(Verdict::keep);
    }

    @Test
    void sizes_beyond_all_measure_do_not_overflow() {
        List<RetentionCandidate> huge = List.of(
                History.candidate("2026-11-20T02:00:00Z", VerificationLevel.STORED, false, 1),
                History.candidate("2026-11-19T02:00:00Z", VerificationLevel.STORED, false, Long.MAX_VALUE),
                History.candidate("2026-11-18T02:00:00Z", VerificationLevel.STORED, false, Long.MAX_VALUE));
        History history = new History();
        huge.forEach(history::add);
        assertThat(RetentionGuard.cleanUp(new RetentionFloor(1, Long.MAX_VALUE), history.at(NOW, 5)))
                .extracting(Verdict::keep)
                .containsExactly(true, true, false);
    }

    private static History fourBackups() {
        return History.of(
                "2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z", "2026-11-18T02:00:00Z", "2026-11-17T02:00:00Z");
    }

    private static void assertJudged(
            RetentionPolicy policy, RetentionFloor floor, RetentionInput input, String... lines) {
        assertThat(History.lines(input, RetentionGuard.judge(policy, floor, input)))
                .containsExactly(lines);
    }

    private static void assertCleaned(RetentionFloor floor, RetentionInput input, String... lines) {
        assertThat(History.lines(input, RetentionGuard.cleanUp(floor, input))).containsExactly(lines);
    }
}
