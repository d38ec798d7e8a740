package dev.holdfast.backup.scheduler.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.scheduler.BlackoutWindow;
import dev.holdfast.backup.scheduler.CatchUp;
import dev.holdfast.backup.scheduler.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A schedule for 02:15 each day; today is 10 January. */
class DueDecisionTest {

    private static final Schedule NIGHTLY = Schedule.daily("02:15");
    private static final Instant LAST_MADE = Instant.parse("2026-01-06T02:15:00Z");

    private static Instant january(int day, String time) {
        return Instant.parse("2026-01-%02dT%s:00Z".formatted(day, time));
    }

    private static DueDecision decide(Schedule schedule, Instant due, Reason reason, Instant now) {
        return DueDecision.of(schedule, "nightly", due, reason, LAST_MADE, now);
    }

    @Test
    void what_is_due_is_made() {
        assertThat(decide(NIGHTLY, january(10, "02:15"), Reason.SCHEDULE, january(10, "02:15")))
                .isEqualTo(new DueDecision.Run(january(10, "02:15"), Reason.SCHEDULE, Missed.NONE));
    }

    @Test
    void a_few_minutes_late_is_not_missed_even_where_missed_ones_are_left_out() {
        Schedule schedule = NIGHTLY.catchUp(CatchUp.SKIP, Duration.ofHours(1));

        assertThat(decide(schedule, january(10, "02:15"), Reason.SCHEDULE, january(10, "02:25")))
                .isEqualTo(new DueDecision.Run(january(10, "02:15"), Reason.SCHEDULE, Missed.NONE));
    }

    @Test
    void who_comes_too_early_waits() {
        assertThat(decide(NIGHTLY, january(10, "02:15"), Reason.SCHEDULE, january(10, "02:00")))
                .isEqualTo(new DueDecision.Wait(january(10, "02:15")));
    }

    @Test
    void jitter_is_waited_for_and_does_not_make_a_run_late() {
        Schedule schedule = NIGHTLY.jitter(Duration.ofHours(6));
        Instant due = january(10, "02:15");
        Instant start = schedule.start("nightly", due);

        assertThat(start).as("the jitter of this job on this day").isAfter(due.plus(DueDecision.GRACE));
        assertThat(decide(schedule, due, Reason.SCHEDULE, due)).isEqualTo(new DueDecision.Wait(start));
        assertThat(decide(schedule, due, Reason.SCHEDULE, start))
                .isEqualTo(new DueDecision.Run(due, Reason.SCHEDULE, Missed.NONE));
    }

    @Test
    void one_run_makes_up_for_all_that_were_missed_and_is_known_by_the_last_of_them() {
        assertThat(decide(NIGHTLY, january(7, "02:15"), Reason.SCHEDULE, january(10, "12:00")))
                .isEqualTo(new DueDecision.Run(
                        january(10, "02:15"),
                        Reason.CATCH_UP,
                        new Missed(List.of(january(7, "02:15"), january(8, "02:15"), january(9, "02:15")), false)));
    }

    @Test
    void a_single_missed_run_is_made_up_for() {
        assertThat(decide(NIGHTLY, january(10, "02:15"), Reason.SCHEDULE, january(10, "02:26")))
                .isEqualTo(new DueDecision.Run(january(10, "02:15"), Reason.CATCH_UP, Missed.NONE));
    }

    @Test
    void what_was_due_too_long_ago_is_left_out() {
        Schedule schedule = NIGHTLY.catchUp(CatchUp.ONCE, Duration.ofHours(6));

        assertThat(decide(schedule, january(9, "02:15"), Reason.SCHEDULE, january(10, "08:15")))
                .as("six hours and not more")
                .isInstanceOf(DueDecision.Run.class);
        assertThat(decide(schedule, january(9, "02:15"), Reason.SCHEDULE, january(10, "08:16")))
                .isEqualTo(new DueDecision.Leave(
                        new Missed(List.of(january(9, "02:15"), january(10, "02:15")), false),
                        Optional.of(january(11, "02:15"))));
    }

    @Test
    void missed_runs_are_left_out_where_that_is_asked_for() {
        Schedule schedule = NIGHTLY.catchUp(CatchUp.SKIP, Duration.ofDays(30));

        assertThat(decide(schedule, january(9, "02:15"), Reason.SCHEDULE, january(10, "02:26")))
                .isEqualTo(new DueDecision.Leave(
                        new Missed(List.of(january(9, "02:15"), january(10, "02:15")), false),
                        Optional.of(january(11, "02:15"))));
    }

    @Test
    void a_year_of_missed_minutes_is_counted_no_further_than_anybody_reads() {
        Schedule schedule = Schedule.every(Duration.ofMinutes(1));
        Instant due = Instant.parse("2026-01-10T00:00:00Z");
        Instant now = Instant.parse("2027-01-10T12:34:56Z");

        DueDecision.Run run =
                (DueDecision.Run) DueDecision.of(schedule, "often", due, Reason.SCHEDULE, Instant.EPOCH, now);

        assertThat(run.due()).isEqualTo(Instant.parse("2027-01-10T12:34:00Z"));
        assertThat(run.missed().listed()).hasSize(Missed.MOST).startsWith(due, due.plusSeconds(60));
        assertThat(run.missed().more()).isTrue();
    }

    @Test
    void a_clock_that_was_set_back_does_not_bring_back_what_was_made() {
        assertThat(decide(NIGHTLY, LAST_MADE, Reason.SCHEDULE, LAST_MADE))
                .isEqualTo(new DueDecision.Leave(Missed.NONE, Optional.of(january(7, "02:15"))));
        assertThat(decide(NIGHTLY, january(3, "02:15"), Reason.SCHEDULE, january(3, "02:15")))
                .as("three days back: the days that were made are not made again")
                .isEqualTo(new DueDecision.Leave(Missed.NONE, Optional.of(january(7, "02:15"))));
    }

    @Test
    void what_was_interrupted_is_looked_at_under_its_own_instant() {
        assertThat(decide(NIGHTLY, january(9, "12:00"), Reason.REVIVED, january(10, "08:00")))
                .isEqualTo(new DueDecision.Run(january(9, "12:00"), Reason.REVIVED, Missed.NONE));
    }

    @Test
    void what_was_interrupted_too_long_ago_counts_as_missed() {
        assertThat(decide(NIGHTLY, january(8, "02:15"), Reason.REVIVED, january(10, "08:00")))
                .isEqualTo(new DueDecision.Run(
                        january(10, "02:15"),
                        Reason.CATCH_UP,
                        new Missed(List.of(january(8, "02:15"), january(9, "02:15")), false)));
        assertThat(decide(
                        NIGHTLY.catchUp(CatchUp.SKIP, Duration.ofHours(24)),
                        january(8, "02:15"),
                        Reason.REVIVED,
                        january(10, "08:00")))
                .isEqualTo(new DueDecision.Leave(
                        new Missed(List.of(january(8, "02:15"), january(9, "02:15"), january(10, "02:15")), false),
                        Optional.of(january(11, "02:15"))));
    }

    @Test
    void nothing_begins_in_a_blackout_whatever_the_reason() {
        Schedule schedule = NIGHTLY.except(BlackoutWindow.parse("08:00-18:00"));

        assertThat(decide(schedule, january(10, "02:15"), Reason.SCHEDULE, january(10, "09:00")))
                .isEqualTo(new DueDecision.Wait(january(10, "18:00")));
        assertThat(decide(schedule, january(10, "02:15"), Reason.RETRY, january(10, "09:00")))
                .isEqualTo(new DueDecision.Wait(january(10, "18:00")));
        assertThat(decide(schedule, january(10, "02:15"), Reason.SCHEDULE, january(10, "18:00")))
                .isEqualTo(new DueDecision.Run(january(10, "02:15"), Reason.CATCH_UP, Missed.NONE));
    }
}
