package dev.holdfast.backup.scheduler.internal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.db.Dialect;
import dev.holdfast.backup.scheduler.internal.owner.Presence;
import dev.holdfast.backup.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseHistoryTest {

    private static final Instant START = Instant.parse("2026-11-20T02:15:00Z");

    @TempDir
    Path state;

    private final ManualClock clock = ManualClock.at(START);
    private OpenedDatabase opened;
    private DatabaseHistory history;
    private volatile boolean away;

    @BeforeEach
    void open() throws Exception {
        opened = new OpenedDatabase(Dialect.SQLITE, state, clock);
        history = newHistory();
    }

    private DatabaseHistory newHistory() {
        HistoryWriter writer = new HistoryWriter(
                this::presence,
                state,
                clock,
                new HistoryBound(400, 1_000_000),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                1 << 20);
        return new DatabaseHistory(this::database, writer);
    }

    private Presence presence() {
        database();
        return opened.presence();
    }

    private Database database() {
        if (away) {
            throw DatabaseFaults.away("db", new SQLException("gone fishing"));
        }
        return opened.database();
    }

    @AfterEach
    void close() {
        history.close();
        opened.close();
    }

    private static RunRecord begun(String id) {
        return RunRecord.begun(id, RunKind.BACKUP, "nightly", RunCause.HOST, START);
    }

    private static RunRecord ended(String id, RunState state) {
        return begun(id).ended(state, START.plusSeconds(9), List.of(), List.of(), List.of());
    }

    @Test
    void a_run_whose_end_waits_for_the_database_is_found_with_its_end() {
        history.record(begun("r-1"));
        assertThat(history.find("r-1").map(RunRecord::state)).contains(RunState.RUNNING);
        away = true;
        history.record(ended("r-1", RunState.SUCCEEDED));

        assertThat(history.find("r-1").map(RunRecord::state)).contains(RunState.SUCCEEDED);
        assertThatThrownBy(() -> history.find("r-2")).hasMessageContaining("does not answer");

        away = false;
        assertThat(history.find("r-1").map(RunRecord::state)).contains(RunState.SUCCEEDED);
        assertThat(history.find("r-2")).isEmpty();
    }

    @Test
    void what_another_process_has_waiting_is_found_too() {
        away = true;
        history.record(ended("r-1", RunState.FAILED));
        try (DatabaseHistory other = newHistory()) {
            assertThat(other.find("r-1").map(RunRecord::state)).contains(RunState.FAILED);
        }
    }

    @Test
    void what_waits_does_not_take_back_what_the_database_knows_better() {
        away = true;
        history.record(ended("r-1", RunState.INTERRUPTED));
        away = false;
        try (DatabaseHistory other = newHistory()) {
            other.record(ended("r-1", RunState.SUCCEEDED));
        }
        assertThat(history.find("r-1").map(RunRecord::state)).contains(RunState.SUCCEEDED);
    }

    @Test
    void what_a_process_that_is_gone_had_waiting_was_interrupted_and_is_written_by_who_recovers() {
        away = true;
        try (DatabaseHistory dead = newHistory()) {
            dead.record(begun("r-1"));
        }
        assertThat(history.find("r-1").map(RunRecord::state)).contains(RunState.INTERRUPTED);
        assertThat(opened.runs()).isEmpty();
        away = false;

        history.recover();

        assertThat(opened.runs()).extracting(RunRecord::state).containsExactly(RunState.INTERRUPTED);
    }
}
