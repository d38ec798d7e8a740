package dev.holdfast.backup.scheduler.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.scheduler.BlackoutWindow;
import dev.holdfast.backup.scheduler.CatchUp;
import dev.holdfast.backup.scheduler.Overlap;
import dev.holdfast.backup.scheduler.Retry;
import dev.holdfast.backup.scheduler.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A schedule for each hour; the run was due at ten. */
class NextStepTest {

    private static final Schedule HOURLY = Schedule.cron("0 * * * *");
    private static final Instant TEN = Instant.parse("2026-01-10T10:00:00Z");
    private static final Retry THRICE = new Retry(3, Duration.ofMinutes(5));
    private static final BackupException AWAY =
            new TargetException(Failure.of("X-T-001", "away").retry(RetryStatus.LATER));

    private static Instant at(String time) {
        return Instant.parse("2026-01-10T" + time + ":00Z");
    }

    private static NextStep succeeded(Schedule schedule, Instant now) {
        return NextStep.after(schedule, "hourly", TEN, 1, null, THRICE, now);
    }

    private static NextStep failed(Schedule schedule, int attempt, BackupException failure, Instant now) {
        return NextStep.after(schedule, "hourly", TEN, attempt, failure, THRICE, now);
    }

    @Test
    void the_next_run_is_the_next_one_due() {
        assertThat(succeeded(HOURLY, at("10:20")))
                .isEqualTo(new NextStep.Next(at("11:00"), at("11:00"), Reason.SCHEDULE, Missed.NONE, false));
    }

    @Test
    void what_became_due_meanwhile_is_refused() {
        assertThat(succeeded(HOURLY, at("12:30")))
                .isEqualTo(new NextStep.Next(
                        at("13:00"),
                        at("13:00"),
                        Reason.SCHEDULE,
                        new Missed(List.of(at("11:00"), at("12:00")), false),
                        true));
    }

    @Test
    void what_became_due_meanwhile_is_left_out_where_that_is_asked_for() {
        assertThat(succeeded(HOURLY.overlap(Overlap.SKIP), at("12:00")))
                .isEqualTo(new NextStep.Next(
                        at("13:00"),
                        at("13:00"),
                        Reason.SCHEDULE,
                        new Missed(List.of(at("11:00"), at("12:00")), false),
                        false));
    }

    @Test
    void of_what_became_due_meanwhile_one_is_made_where_that_is_asked_for() {
        assertThat(succeeded(HOURLY.overlap(Overlap.QUEUE), at("12:30")))
                .isEqualTo(new NextStep.Next(
                        at("12:00"), at("12:30"), Reason.QUEUED, new Missed(List.of(at("11:00")), false), false));
    }

    @Test
    void what_is_made_next_waits_for_the_end_of_a_blackout() {
        Schedule schedule = HOURLY.overlap(Overlap.QUEUE).except(BlackoutWindow.parse("12:10-12:50"));

        assertThat(succeeded(schedule, at("12:30")))
                .isEqualTo(new NextStep.Next(
                        at("12:00"), at("12:50"), Reason.QUEUED, new Missed(List.of(at("11:00")), false), false));
    }

    @Test
    void a_failure_that_may_pass_is_tried_again_after_longer_and_longer_waits() {
        assertThat(failed(HOURLY, 1, AWAY, at("10:01"))).isEqualTo(new NextStep.Again(at("10:06"), 2));
        assertThat(failed(HOURLY, 2, AWAY, at("10:07"))).isEqualTo(new NextStep.Again(at("10:17"), 3));
        assertThat(failed(HOURLY, 3, AWAY, at("10:18"))).isEqualTo(new NextStep.Again(at("10:38"), 4));
        assertThat(failed(HOURLY, 4, AWAY, at("10:39")))
                .isEqualTo(new NextStep.Next(at("11:00"), at("11:00"), Reason.SCHEDULE, Missed.NONE, false));
    }

    @Test
    void a_failure_that_stays_is_not_tried_again() {
        BackupException wrong = new ConfigurationException(Failure.of("X-C-001", "wrong"));

        assertThat(failed(HOURLY, 1, wrong, at("10:01")))
                .isEqualTo(new NextStep.Next(at("11:00"), at("11:00"), Reason.SCHEDULE, Missed.NONE, false));
    }

    @Test
    void a_retry_that_would_come_no_sooner_than_the_next_run_is_left_to_that() {
        assertThat(failed(HOURLY, 1, AWAY, at("10:54"))).isEqualTo(new NextStep.Again(at("10:59"), 2));
        assertThat(failed(HOURLY, 1, AWAY, at("10:55")))
                .isEqualTo(new NextStep.Next(at("11:00"), at("11:00"), Reason.SCHEDULE, Missed.NONE, false));
    }

    @Test
    void a_retry_waits_for_the_end_of_a_blackout() {
        Schedule schedule = Schedule.daily("10:00").except(BlackoutWindow.parse("10:05-11:00"));

        assertThat(failed(schedule, 1, AWAY, at("10:01"))).isEqualTo(new NextStep.Again(at("11:00"), 2));
    }

    @Test
    void a_retry_is_not_made_when_the_run_was_due_too_long_ago() {
        Schedule schedule = Schedule.daily("10:00").catchUp(CatchUp.ONCE, Duration.ofHours(1));

        assertThat(failed(schedule, 1, AWAY, at("10:56"))).isInstanceOf(NextStep.Next.class);
        assertThat(failed(schedule, 1, AWAY, at("10:55"))).isEqualTo(new NextStep.Again(at("11:00"), 2));
    }

    @Test
    void after_the_last_run_of_a_schedule_there_is_none() {
        Schedule schedule = Schedule.cron("0 10 29 2 *");
        Instant due = Instant.parse("9896-02-29T10:00:00Z");

        assertThat(NextStep.after(schedule, "rare", due, 1, null, THRICE, Instant.parse("9900-01-02T00:00:00Z")))
                .isEqualTo(new NextStep.Never(Missed.NONE, false));
    }

    @Test
    void a_clock_that_was_set_back_in_a_run_does_not_bring_it_again() {
        assertThat(succeeded(HOURLY, at("08:30")))
                .isEqualTo(new NextStep.Next(at("11:00"), at("11:00"), Reason.SCHEDULE, Missed.NONE, false));
    }
}
