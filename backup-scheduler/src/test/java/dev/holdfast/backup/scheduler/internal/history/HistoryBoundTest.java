package dev.holdfast.backup.scheduler.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Dialect;
import dev.holdfast.backup.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HistoryBoundTest {

    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path state;

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.sleep(10);
        }
    }

    private static RunRecord ended(String id, Instant at) {
        return RunRecord.begun(id, RunKind.BACKUP, "nightly", RunCause.HOST, at)
                .ended(RunState.SUCCEEDED, at, List.of(), List.of(), List.of());
    }

    @ParameterizedTest
    @EnumSource
    void the_oldest_above_the_number_go_with_all_that_belongs_to_them_and_what_runs_stays(Dialect dialect)
            throws Exception {
        ManualClock clock = ManualClock.at(FIRST.plus(Duration.ofHours(1)));
        try (OpenedDatabase opened = new OpenedDatabase(dialect, state, clock);
                HistoryWriter writer =
                        new HistoryWriter(opened::presence, state, clock, new HistoryBound(10_000, 500))) {
            opened.fill(2600, FIRST.toEpochMilli() * 1000);
            writer.write(RunRecord.begun("running", RunKind.BACKUP, "nightly", RunCause.HOST, FIRST));

            writer.write(ended("new", clock.instant()));

            await("the old ones to go", () -> opened.count("holdfast_run") == 501);
            assertThat(opened.count("holdfast_run_target")).isEqualTo(499);
            assertThat(opened.count("holdfast_removal")).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_too_old_goes_and_nobody_looks_again_for_ten_minutes(Dialect dialect) throws Exception {
        ManualClock clock = ManualClock.at(FIRST.plus(Duration.ofDays(30)));
        try (OpenedDatabase opened = new OpenedDatabase(dialect, state, clock);
                HistoryWriter writer =
                        new HistoryWriter(opened::presence, state, clock, new HistoryBound(10, 1_000_000))) {
            writer.write(ended("day-30", clock.instant()));
            writer.write(ended("day-19", FIRST.plus(Duration.ofDays(19))));
            writer.write(ended("day-21", FIRST.plus(Duration.ofDays(21))));
            assertThat(opened.count("holdfast_run")).isEqualTo(3);

            clock.advance(Duration.ofMinutes(11));
            writer.write(ended("later", clock.instant()));

            await("the old one to go", () -> opened.count("holdfast_run") == 3);
            assertThat(opened.runs()).extracting(RunRecord::id).containsExactly("day-21", "day-30", "later");
        }
    }
}
