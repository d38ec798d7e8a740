package dev.holdfast.backup.scheduler.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.scheduler.CatchUp;
import dev.holdfast.backup.scheduler.Schedule;
import dev.holdfast.backup.scheduler.UtcTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two years in which everything that is run is run by a clock that is stepped; which instants are right was tabulated elsewhere. */
class SteppedYearsTest {

    private static final String TABLES = "dev.holdfast.backup.scheduler.DaylightSavingTest#tables";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource(TABLES)
    void each_instant_of_the_table_is_run_at_that_instant_and_nothing_else_is(String zone, String time, String table) {
        List<Instant> expected = UtcTable.read(table);
        Stage stage = new Stage(Schedule.daily(time).in(zone), expected.get(0).minus(MINUTE));
        List<Instant> ranAt = new ArrayList<>();
        stage.doing = cause -> {
            ranAt.add(stage.clock.instant());
            return new RunOutcome(RunState.SUCCEEDED, null);
        };
        for (Instant due : expected) {
            stage.clock.set(due.minusMillis(1));
            assertThat(stage.step()).as("picked before %s", due).isFalse();
            stage.clock.set(due);
            stage.settle();
        }
        assertThat(stage.dues()).isEqualTo(expected);
        assertThat(ranAt).isEqualTo(expected);
        assertThat(stage.begun).allMatch(cause -> cause.trigger() == RunTrigger.SCHEDULE && cause.attempt() == 1);
        assertThat(stage.remembered()).as("skipped runs").isEmpty();
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource(TABLES)
    void with_jitter_it_begins_later_and_is_known_by_the_same_instants(String zone, String time, String table) {
        List<Instant> expected = UtcTable.read(table);
        Duration jitter = Duration.ofHours(2);
        Stage stage = new Stage(
                Schedule.daily(time).in(zone).jitter(jitter), expected.get(0).minus(MINUTE));
        List<Duration> late = new ArrayList<>();
        stage.doing = cause -> {
            late.add(Duration.between(java.util.Objects.requireNonNull(cause.dueAt()), stage.clock.instant()));
            return new RunOutcome(RunState.SUCCEEDED, null);
        };
        while (stage.dues().size() < expected.size()) {
            stage.clock.set(stage.at);
            stage.settle();
        }
        assertThat(stage.dues()).isEqualTo(expected);
        assertThat(late).allMatch(by -> !by.isNegative() && by.compareTo(jitter) <= 0);
        assertThat(new TreeSet<>(late)).hasSizeGreaterThan(700);
    }

    @ParameterizedTest(name = "{1} in {0}")
    @MethodSource(TABLES)
    void a_clock_that_jumps_by_hours_both_ways_doubles_nothing_and_loses_nothing_without_a_word(
            String zone, String time, String table) {
        List<Instant> expected = UtcTable.read(table);
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Stage stage = new Stage(
                Schedule.daily(time).in(zone).catchUp(CatchUp.ONCE, Duration.ofHours(20)),
                expected.get(0).minus(MINUTE));
        Instant end = expected.get(expected.size() - 1).plus(Duration.ofHours(30));
        Instant furthest = stage.clock.instant();
        List<RunRecord> skipped = new ArrayList<>();
        while (furthest.isBefore(end)) {
            Duration step = random.nextInt(20) == 0
                    ? Duration.ofMinutes(random.nextInt(1200) - 600)
                    : Duration.ofMinutes(1 + random.nextInt(45));
            stage.clock.set(stage.clock.instant().plus(step));
            furthest = stage.clock.instant().isAfter(furthest) ? stage.clock.instant() : furthest;
            stage.settle();
        }
        skipped.addAll(stage.remembered());
        List<Instant> made = new ArrayList<>(stage.dues());
        assertThat(made).as("seed %d", seed).doesNotHaveDuplicates();
        skipped.stream()
                .map(run -> run.cause().dueAt())
                .filter(java.util.Objects::nonNull)
                .forEach(made::add);
        Instant last = stage.clock.instant();
        assertThat(new TreeSet<>(made))
                .as("made, or said to be missed, seed %d", seed)
                .containsAll(expected.stream()
                        .filter(due -> due.isBefore(last.minus(Duration.ofDays(1))))
                        .toList());
        assertThat(made).as("seed %d", seed).hasSizeLessThanOrEqualTo(expected.size() + 3);
    }
}
