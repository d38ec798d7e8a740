package dev.holdfast.backup.scheduler.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.db.Dialect;
import dev.holdfast.backup.scheduler.internal.owner.Presence;
import dev.holdfast.backup.testkit.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryWriterTest {

    private static final Instant START = Instant.parse("2026-11-20T02:15:00Z");

    @TempDir
    Path state;

    private final ManualClock clock = ManualClock.at(START);
    private OpenedDatabase opened;
    private volatile boolean away;

    @BeforeEach
    void open() throws Exception {
        opened = new OpenedDatabase(Dialect.SQLITE, state, clock);
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private Presence presence() {
        if (away) {
            throw DatabaseFaults.away("db", new SQLException("gone fishing"));
        }
        return opened.presence();
    }

    private HistoryWriter writer(long spoolBytes) {
        return new HistoryWriter(
                this::presence,
                state,
                clock,
                new HistoryBound(400, 1_000_000),
                Duration.ofSeconds(10),
                Duration.ofMillis(20),
                spoolBytes);
    }

    private static RunRecord begun(int number) {
        return RunRecord.begun(
                "r-%03d".formatted(number), RunKind.BACKUP, "nightly", RunCause.HOST, START.plusSeconds(number));
    }

    private static RunRecord ended(int number) {
        return begun(number).ended(RunState.SUCCEEDED, START.plusSeconds(99), List.of(), List.of(), List.of());
    }

    private List<Path> spooled() {
        try (var files = Files.list(state.resolve("history-spool"))) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.sleep(5);
        }
    }

    @Test
    void what_is_to_be_remembered_while_the_database_is_away_is_there_when_it_is_back() throws Exception {
        try (HistoryWriter writer = writer(1 << 20)) {
            writer.write(begun(1));
            writer.settle();
            away = true;
            writer.write(ended(1));
            writer.write(begun(2));
            writer.write(ended(2));
            assertThat(opened.runs()).extracting(RunRecord::state).containsExactly(RunState.RUNNING);
            assertThat(spooled()).hasSize(1);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(spooled().get(0))))
                    .isEqualTo("rw-------");

            away = false;

            await("what waits to be written", () -> spooled().isEmpty());
            assertThat(opened.runs())
                    .extracting(RunRecord::state)
                    .containsExactly(RunState.SUCCEEDED, RunState.SUCCEEDED);
        }
    }

    @Test
    void the_next_process_writes_what_one_left_behind_and_marks_what_that_died_in() throws Exception {
        away = true;
        try (HistoryWriter dead = writer(1 << 20)) {
            dead.write(begun(1));
            dead.write(ended(1));
            dead.write(begun(2));
        }
        // The last line of a process that is killed while it writes.
        Files.writeString(spooled().get(0), "{\"run\":\"r-003\",\"ki", StandardOpenOption.APPEND);
        away = false;
        clock.advance(Duration.ofHours(1));

        try (HistoryWriter next = writer(1 << 20)) {
            next.write(ended(4));
            await("what was left to be written", () -> spooled().isEmpty());
        }

        assertThat(opened.runs())
                .extracting(RunRecord::id, RunRecord::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("r-001", RunState.SUCCEEDED),
                        org.assertj.core.groups.Tuple.tuple("r-002", RunState.INTERRUPTED),
                        org.assertj.core.groups.Tuple.tuple("r-004", RunState.SUCCEEDED));
        RunRecord interrupted = opened.runs().get(1);
        assertThat(interrupted.finishedAt()).isEqualTo(clock.instant());
        assertThat(interrupted.problems().get(0).code()).isEqualTo("HF-SCH-021");
    }

    @Test
    void what_a_process_that_lives_has_waiting_is_its_own() throws Exception {
        away = true;
        try (HistoryWriter living = writer(1 << 20)) {
            living.write(begun(1));
            living.settle();
            Spool other = new Spool(state.resolve("history-spool"), "other", clock, 1 << 20);
            assertThat(other.isWaiting()).isFalse();
            other.flush(runs -> {
                throw new AssertionError("not its own: " + runs);
            });
            assertThat(spooled()).hasSize(1);
        }
    }

    @Test
    void of_more_than_there_is_room_for_the_newest_wait() throws Exception {
        away = true;
        try (HistoryWriter writer = writer(4_000)) {
            IntStream.range(0, 100).forEach(number -> writer.write(ended(number)));
            assertThat(Files.size(spooled().get(0))).isLessThanOrEqualTo(4_000);
            away = false;
            await("what waits to be written", () -> spooled().isEmpty());
        }
        List<String> kept = opened.runs().stream().map(RunRecord::id).toList();
        assertThat(kept).hasSizeBetween(3, 20).endsWith("r-098", "r-099").doesNotContain("r-000");
    }

    @Test
    void nobody_waits_for_a_database_that_hangs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        HistoryWriter writer = new HistoryWriter(
                () -> {
                    hanging.await();
                    return opened.presence();
                },
                state,
                clock,
                new HistoryBound(400, 1_000_000),
                Duration.ofMillis(50),
                Duration.ofMillis(20),
                1 << 20);
        try (writer) {
            writer.write(ended(1));
            assertThat(spooled()).hasSize(1);
            hanging.countDown();
            await("what waits to be written", () -> spooled().isEmpty());
        }
        assertThat(opened.runs()).extracting(RunRecord::id).containsExactly("r-001");
    }

    @Test
    void who_is_interrupted_is_remembered_and_stays_interrupted() {
        try (HistoryWriter writer = writer(1 << 20)) {
            Thread.currentThread().interrupt();
            writer.write(ended(1));
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(opened.runs()).hasSize(1);
    }

    @Test
    void one_run_that_the_database_does_not_take_keeps_no_other_out() throws Exception {
        opened.database()
                .writing()
                .useHandle(handle -> handle.execute("CREATE TRIGGER no_bad BEFORE INSERT ON holdfast_run"
                        + " WHEN NEW.run = 'r-002' BEGIN SELECT RAISE(ABORT, 'not this one'); END"));
        try (HistoryWriter writer = writer(1 << 20)) {
            away = true;
            writer.write(ended(1));
            writer.write(ended(2));
            writer.write(ended(3));
            away = false;
            await("what waits to be written", () -> spooled().isEmpty());
        }
        assertThat(opened.runs()).extracting(RunRecord::id).containsExactly("r-001", "r-003");
    }

    @Test
    void what_is_remembered_after_the_end_waits_for_the_next_process() throws Exception {
        HistoryWriter writer = writer(1 << 20);
        writer.close();
        writer.write(ended(1));
        assertThat(spooled()).hasSize(1);
    }
}
