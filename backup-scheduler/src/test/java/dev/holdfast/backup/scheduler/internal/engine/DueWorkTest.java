package dev.holdfast.backup.scheduler.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.scheduler.CatchUp;
import dev.holdfast.backup.scheduler.Overlap;
import dev.holdfast.backup.scheduler.Retry;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.internal.run.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the look at a schedule to what comes next. */
class DueWorkTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant FIRST = NOON.plus(Duration.ofHours(1));
    private static final TargetException DOWN =
            new TargetException(Failure.of("TEST-001", "the server is down").retry(RetryStatus.LATER));

    private final Stage stage = new Stage(Schedule.every(Duration.ofHours(1)), NOON);

    @AfterEach
    void forgetInterrupt() {
        Thread.interrupted();
    }

    private void goTo(Instant instant) {
        stage.clock.set(instant);
        stage.settle();
    }

    private void fail(LeaseException failure) {
        stage.doing = cause -> new RunOutcome(RunState.REFUSED, failure);
    }

    @Test
    void what_is_about_to_run_is_written_down_as_what_to_do_again_if_this_process_dies() {
        goTo(FIRST);
        assertThat(stage.claimed)
                .extracting(DueRun::due, DueRun::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(FIRST, Reason.REVIVED));
    }

    @Test
    void a_row_that_is_another_process_s_by_now_is_left_to_it() {
        stage.ours = false;
        goTo(FIRST);
        assertThat(stage.begun).isEmpty();
    }

    @Test
    void who_finds_the_row_of_a_process_that_died_makes_the_run_of_that_instant_again() {
        goTo(FIRST);
        stage.row = stage.claimed.get(0);
        stage.at = FIRST;
        stage.accounted = null;
        goTo(FIRST.plus(Duration.ofMinutes(50)));
        assertThat(stage.dues()).containsExactly(FIRST, FIRST);
        assertThat(stage.begun.get(1).trigger()).isEqualTo(RunTrigger.CATCH_UP);
    }

    @Test
    void after_hours_of_nobody_there_the_last_instant_is_made_up_for_and_the_others_are_remembered_as_skipped() {
        goTo(FIRST.plus(Duration.ofMinutes(200)));
        assertThat(stage.dues()).containsExactly(FIRST.plus(Duration.ofHours(3)));
        assertThat(stage.begun.get(0).trigger()).isEqualTo(RunTrigger.CATCH_UP);
        assertThat(stage.remembered())
                .hasSize(3)
                .allMatch(run -> run.state() == RunState.SKIPPED)
                .allMatch(run -> run.problems().get(0).code().equals("HF-SCH-022"))
                .extracting(run -> run.cause().dueAt())
                .containsExactlyInAnyOrder(FIRST, FIRST.plus(Duration.ofHours(1)), FIRST.plus(Duration.ofHours(2)));
        assertThat(stage.at).isEqualTo(FIRST.plus(Duration.ofHours(4)));
    }

    @Test
    void nothing_is_made_up_for_where_the_schedule_says_so_and_each_is_remembered_once() {
        stage.schedule = Schedule.every(Duration.ofHours(1)).catchUp(CatchUp.SKIP, Duration.ofHours(24));
        goTo(FIRST.plus(Duration.ofMinutes(200)));
        assertThat(stage.begun).isEmpty();
        assertThat(stage.remembered()).hasSize(4);
        assertThat(stage.accounted).isEqualTo(FIRST.plus(Duration.ofHours(3)));
    }

    @Test
    void half_a_million_missed_runs_are_a_hundred_records_and_one_that_says_there_are_more() {
        Stage minutes =
                new Stage(Schedule.every(Duration.ofMinutes(1)).catchUp(CatchUp.SKIP, Duration.ofHours(24)), NOON);
        minutes.clock.set(NOON.plus(Duration.ofDays(365)));
        minutes.settle();
        assertThat(minutes.remembered()).hasSize(101);
        assertThat(minutes.remembered().stream()
                        .flatMap(run -> run.problems().stream())
                        .filter(problem -> problem.message().startsWith("more runs")))
                .hasSize(1);
    }

    @Test
    void what_may_pass_is_tried_again_under_its_own_instant_with_growing_delays() {
        stage.retry = new Retry(2, Duration.ofMinutes(5));
        stage.doing = cause -> new RunOutcome(RunState.FAILED, DOWN);
        goTo(FIRST);
        assertThat(stage.at).isEqualTo(FIRST.plus(Duration.ofMinutes(5)));
        goTo(stage.at);
        assertThat(stage.at).isEqualTo(FIRST.plus(Duration.ofMinutes(15)));
        goTo(stage.at);
        assertThat(stage.begun)
                .containsExactly(
                        RunCause.schedule(RunTrigger.SCHEDULE, FIRST, 1),
                        RunCause.schedule(RunTrigger.RETRY, FIRST, 2),
                        RunCause.schedule(RunTrigger.RETRY, FIRST, 3));
        assertThat(stage.at).as("after the last attempt").isEqualTo(FIRST.plus(Duration.ofHours(1)));
        assertThat(stage.accounted).isEqualTo(FIRST);
    }

    @Test
    void what_does_not_pass_is_not_tried_again() {
        stage.retry = new Retry(5, Duration.ofMinutes(5));
        for (var failure : List.of(
                new ConfigurationException(Failure.of("TEST-002", "no such path")),
                new IntegrityException(Failure.of("TEST-003", "the bytes are not those that were written")))) {
            Instant due = stage.at;
            stage.doing = cause -> new RunOutcome(RunState.FAILED, failure);
            goTo(due);
            assertThat(stage.at).as(failure.code()).isEqualTo(due.plus(Duration.ofHours(1)));
        }
    }

    @Test
    void a_run_that_takes_longer_than_its_interval_leaves_out_what_was_due_and_says_so() {
        stage.doing = cause -> {
            stage.clock.advance(Duration.ofMinutes(150));
            return new RunOutcome(RunState.SUCCEEDED, null);
        };
        goTo(FIRST);
        assertThat(stage.remembered())
                .hasSize(2)
                .allMatch(run -> run.state() == RunState.REFUSED)
                .allMatch(run -> run.problems().get(0).code().equals("HF-SCH-023"));
        assertThat(stage.at).isEqualTo(FIRST.plus(Duration.ofHours(3)));
    }

    @Test
    void a_queued_overlap_is_run_once_right_behind() {
        stage.schedule = Schedule.every(Duration.ofHours(1)).overlap(Overlap.QUEUE);
        stage.doing = cause -> {
            stage.doing = next -> new RunOutcome(RunState.SUCCEEDED, null);
            stage.clock.advance(Duration.ofMinutes(150));
            return new RunOutcome(RunState.SUCCEEDED, null);
        };
        goTo(FIRST);
        assertThat(stage.dues()).containsExactly(FIRST, FIRST.plus(Duration.ofHours(2)));
        assertThat(stage.remembered()).extracting(RunRecord::state).containsExactly(RunState.SKIPPED);
    }

    @Test
    void a_target_that_another_job_works_on_is_waited_for_in_growing_steps_if_overlaps_are_queued() {
        stage.schedule = Schedule.every(Duration.ofHours(1)).overlap(Overlap.QUEUE);
        fail(new LeaseException(
                Failure.of(LeaseException.IN_USE, "target/orders is in use").retry(RetryStatus.LATER)));
        goTo(FIRST);
        assertThat(stage.at).isEqualTo(FIRST.plusSeconds(2));
        goTo(stage.at);
        assertThat(stage.at).isEqualTo(FIRST.plusSeconds(6));
        stage.doing = cause -> new RunOutcome(RunState.SUCCEEDED, null);
        goTo(stage.at);
        assertThat(stage.dues()).containsExactly(FIRST, FIRST, FIRST);
        assertThat(stage.waited).as("told of once").containsExactly(false, true, true);
        assertThat(stage.remembered()).isEmpty();
        assertThat(stage.at).isEqualTo(FIRST.plus(Duration.ofHours(1)));
    }

    @Test
    void a_run_that_waits_until_it_is_too_old_is_told_of_at_the_end() {
        stage.schedule =
                Schedule.every(Duration.ofHours(1)).overlap(Overlap.QUEUE).catchUp(CatchUp.ONCE, Duration.ofMinutes(5));
        fail(new LeaseException(
                Failure.of(LeaseException.IN_USE, "target/orders is in use").retry(RetryStatus.LATER)));
        goTo(FIRST);
        while (stage.at.isBefore(FIRST.plus(Duration.ofMinutes(10)))) {
            goTo(stage.at);
        }
        assertThat(stage.remembered()).singleElement().satisfies(run -> {
            assertThat(run.state()).isEqualTo(RunState.REFUSED);
            assertThat(run.cause().dueAt()).isEqualTo(FIRST);
            assertThat(run.problems().get(0).code()).isEqualTo("HF-SCH-024");
            assertThat(run.problems().get(0).message()).contains("waited in vain");
        });
        assertThat(stage.at).isEqualTo(FIRST.plus(Duration.ofHours(1)));
    }

    @Test
    void however_often_a_target_was_in_use_it_is_asked_for_again_within_half_a_minute_or_so() {
        stage.schedule = Schedule.every(Duration.ofHours(1)).overlap(Overlap.QUEUE);
        fail(new LeaseException(
                Failure.of(LeaseException.IN_USE, "target/orders is in use").retry(RetryStatus.LATER)));
        goTo(FIRST);
        for (int i = 0; i < 20; i++) {
            goTo(stage.at);
        }
        assertThat(stage.at).isEqualTo(stage.clock.instant().plusSeconds(32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HF-LEA-002", "HF-LEA-004", "HF-LEA-005"})
    void a_database_of_leases_that_is_away_loses_no_run(String code) {
        fail(new LeaseException(Failure.of(code, "no answer").retry(RetryStatus.LATER)));
        goTo(FIRST);
        assertThat(stage.at).isEqualTo(FIRST.plusSeconds(2));
        stage.doing = cause -> new RunOutcome(RunState.SUCCEEDED, null);
        goTo(stage.at);
        assertThat(stage.dues()).containsExactly(FIRST, FIRST);
        assertThat(stage.at).isEqualTo(FIRST.plus(Duration.ofHours(1)));
    }

    @Test
    void a_run_that_loses_its_lease_each_time_is_not_begun_for_ever() {
        fail(new LeaseException(Failure.of("HF-LEA-002", "lost a lease").retry(RetryStatus.LATER)));
        goTo(FIRST);
        for (int i = 0; i < 5; i++) {
            goTo(stage.at);
        }
        assertThat(stage.dues())
                .startsWith(FIRST, FIRST, FIRST, FIRST, FIRST)
                .endsWith(FIRST.plus(Duration.ofHours(1)));
    }

    @Test
    void what_a_stop_cancelled_is_left_to_the_next_start() {
        stage.stopping = true;
        stage.doing = cause -> new RunOutcome(RunState.CANCELLED, null);
        stage.clock.set(FIRST);
        stage.step();
        assertThat(stage.row).extracting(DueRun::due, DueRun::reason).containsExactly(FIRST, Reason.REVIVED);
        assertThat(stage.accounted).isNull();
    }

    @Test
    void what_somebody_cancelled_is_over() {
        stage.doing = cause -> new RunOutcome(RunState.CANCELLED, null);
        goTo(FIRST);
        assertThat(stage.dues()).containsExactly(FIRST);
        assertThat(stage.at).isEqualTo(FIRST.plus(Duration.ofHours(1)));
    }

    @Test
    void an_interrupt_leaves_the_run_to_the_next_start() {
        stage.doing = cause -> {
            throw new InterruptedException();
        };
        stage.clock.set(FIRST);
        stage.step();
        assertThat(stage.row).extracting(DueRun::reason).isEqualTo(Reason.REVIVED);
    }

    @Test
    void a_schedule_that_is_paused_removed_or_off_when_its_time_comes_is_not_run() {
        stage.paused = true;
        goTo(FIRST);
        assertThat(stage.row).isNull();
        Stage all = new Stage(Schedule.every(Duration.ofHours(1)), NOON);
        all.allPaused = true;
        all.clock.set(FIRST);
        all.settle();
        assertThat(all.row).isNull();
        Stage gone = new Stage(Schedule.every(Duration.ofHours(1)), NOON);
        gone.schedule = null;
        gone.clock.set(FIRST);
        gone.settle();
        assertThat(gone.row).isNull();
        assertThat(stage.begun).isEmpty();
    }

    @Test
    void a_schedule_that_changes_while_its_run_goes_on_counts_from_its_end() {
        stage.doing = cause -> {
            stage.schedule = Schedule.every(Duration.ofHours(5));
            return new RunOutcome(RunState.SUCCEEDED, null);
        };
        goTo(FIRST);
        assertThat(stage.at)
                .isEqualTo(Schedule.every(Duration.ofHours(5)).nextAfter(FIRST).orElseThrow());
    }

    @Test
    void a_job_that_this_node_does_not_have_is_left_to_one_that_has_it() {
        stage.known = false;
        goTo(FIRST);
        assertThat(stage.begun).isEmpty();
        assertThat(stage.row).extracting(DueRun::due).isEqualTo(FIRST);
        assertThat(stage.at).isEqualTo(FIRST.plus(DueWork.UNKNOWN_WAIT));
    }

    @Test
    void a_due_run_is_written_as_words_and_read_again() {
        DueRun run = new DueRun(FIRST, 3, Reason.RETRY, 2, "abc");
        DueRunSerializer serializer = new DueRunSerializer();
        assertThat(new String(serializer.serialize(run), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("2026-11-20T13:00:00Z 3 RETRY 2 abc");
        assertThat(serializer.deserialize(DueRun.class, serializer.serialize(run)))
                .isEqualTo(run);
    }
}
