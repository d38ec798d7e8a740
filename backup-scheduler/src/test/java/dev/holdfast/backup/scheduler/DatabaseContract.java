package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.store.LastRuns;
import dev.holdfast.backup.scheduler.internal.store.ScheduleKey;
import dev.holdfast.backup.scheduler.internal.store.Schedules;
import dev.holdfast.backup.scheduler.internal.store.StoredSchedule;
import dev.holdfast.backup.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both databases do alike. */
abstract class DatabaseContract {

    private static final ScheduleKey NIGHTLY = ScheduleKey.job("nightly");
    private static final String DAILY = "{\"daily\":[\"02:15\"]}";
    private static final String HOURLY = "{\"every\":\"1h\"}";

    @TempDir
    Path state;

    final ManualClock clock = ManualClock.at("2026-11-20T02:15:00.123456Z");
    private SchedulerDatabase opened;
    private Database database;
    private Schedules schedules;

    /** A builder for one and the same database, each time it is asked within a test. */
    abstract SchedulerDatabase.Builder builder(Path stateDirectory);

    @BeforeEach
    void open() throws Exception {
        opened = builder(state).clock(clock).node("one").build();
        database = opened.opened();
        schedules = new Schedules(database);
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private boolean put(ScheduleKey key, ScheduleOrigin origin, String definition) {
        return schedules.change(rows -> rows.put(key, origin, definition, true, "ann"));
    }

    private boolean pause(boolean paused) {
        return schedules.change(rows -> rows.pause(NIGHTLY, paused, "bob"));
    }

    @Test
    void a_schedule_comes_back_as_it_was_put() {
        put(NIGHTLY, ScheduleOrigin.RUNTIME, DAILY);

        StoredSchedule found = schedules.find(NIGHTLY).orElseThrow();

        assertThat(found)
                .isEqualTo(new StoredSchedule(
                        NIGHTLY,
                        ScheduleOrigin.RUNTIME,
                        DAILY,
                        found.digest(),
                        true,
                        false,
                        clock.instant(),
                        clock.instant(),
                        "ann",
                        "one",
                        clock.instant(),
                        null));
        assertThat(found.digest()).matches("[0-9a-f]{32}");
    }

    @Test
    void another_process_sees_a_schedule_and_that_there_is_something_new() throws Exception {
        try (SchedulerDatabase other =
                builder(state.resolve("other")).node("two").build()) {
            Schedules theirs = new Schedules(other.opened());
            assertThat(theirs.version()).isZero();

            put(NIGHTLY, ScheduleOrigin.RUNTIME, DAILY);

            assertThat(theirs.version()).isEqualTo(1);
            assertThat(theirs.find(NIGHTLY)).isPresent();
            assertThat(other.opened().owner()).isNotEqualTo(database.owner());
        }
    }

    @Test
    void a_change_of_the_definition_keeps_the_pause_and_is_due_from_now_on() {
        put(NIGHTLY, ScheduleOrigin.FILE, DAILY);
        pause(true);
        clock.advance(Duration.ofHours(1));

        assertThat(put(NIGHTLY, ScheduleOrigin.FILE, HOURLY)).isTrue();

        assertThat(schedules.find(NIGHTLY)).hasValueSatisfying(found -> {
            assertThat(found.definition()).isEqualTo(HOURLY);
            assertThat(found.paused()).isTrue();
            assertThat(found.accountedUntil()).isEqualTo("2026-11-20T03:15:00.123456Z");
            assertThat(found.createdAt()).isEqualTo("2026-11-20T02:15:00.123456Z");
            assertThat(found.changedAt()).isEqualTo("2026-11-20T03:15:00.123456Z");
        });
    }

    @Test
    void putting_what_is_there_changes_nothing() {
        put(NIGHTLY, ScheduleOrigin.FILE, DAILY);
        clock.advance(Duration.ofHours(1));

        assertThat(put(NIGHTLY, ScheduleOrigin.FILE, DAILY)).isFalse();

        assertThat(schedules.find(NIGHTLY).orElseThrow().changedAt()).isEqualTo("2026-11-20T02:15:00.123456Z");
    }

    @Test
    void of_two_schedules_for_one_job_the_files_counts_and_the_other_is_kept() {
        put(NIGHTLY, ScheduleOrigin.RUNTIME, HOURLY);
        schedules.account(NIGHTLY, Instant.parse("2026-11-21T02:00:00Z"));
        put(NIGHTLY, ScheduleOrigin.FILE, DAILY);

        assertThat(schedules.find(NIGHTLY)).hasValueSatisfying(found -> {
            assertThat(found.definition()).isEqualTo(DAILY);
            assertThat(found.accountedUntil()).isEqualTo("2026-11-21T02:00:00Z");
        });
        assertThat(schedules.list())
                .extracting(StoredSchedule::origin)
                .containsExactly(ScheduleOrigin.FILE, ScheduleOrigin.RUNTIME);

        schedules.change(rows -> rows.remove(NIGHTLY, ScheduleOrigin.FILE));

        assertThat(schedules.find(NIGHTLY).orElseThrow().definition()).isEqualTo(HOURLY);
    }

    @Test
    void what_is_accounted_for_never_goes_back() {
        put(NIGHTLY, ScheduleOrigin.FILE, DAILY);
        schedules.account(NIGHTLY, Instant.parse("2026-11-21T02:15:00Z"));
        long version = schedules.version();

        schedules.account(NIGHTLY, Instant.parse("2026-11-20T12:15:00Z"));

        assertThat(schedules.find(NIGHTLY).orElseThrow().accountedUntil()).isEqualTo("2026-11-21T02:15:00Z");
        assertThat(schedules.version()).isEqualTo(version);
    }

    @Test
    void maintenance_and_a_job_of_its_name_are_two() {
        put(ScheduleKey.job("verify"), ScheduleOrigin.FILE, DAILY);
        put(ScheduleKey.maintenance("verify"), ScheduleOrigin.FILE, HOURLY);

        assertThat(schedules.find(ScheduleKey.job("verify")).orElseThrow().definition())
                .isEqualTo(DAILY);
        assertThat(schedules
                        .find(ScheduleKey.maintenance("verify"))
                        .orElseThrow()
                        .definition())
                .isEqualTo(HOURLY);
    }

    @Test
    void one_or_all_are_paused_and_resumed() {
        put(NIGHTLY, ScheduleOrigin.FILE, DAILY);

        assertThat(pause(true)).isTrue();
        assertThat(pause(true)).isFalse();
        assertThat(schedules.find(NIGHTLY).orElseThrow().paused()).isTrue();
        assertThat(schedules.isPaused()).isFalse();
        assertThat(schedules.pauseAll(true, "bob")).isTrue();
        assertThat(schedules.pauseAll(true, "ann")).isFalse();
        assertThat(schedules.pausedBy()).contains("bob");
        assertThat(pause(false)).isTrue();
        assertThat(schedules.find(NIGHTLY).orElseThrow().paused()).isFalse();
        assertThat(schedules.pauseAll(false, "bob")).isTrue();
        assertThat(schedules.isPaused()).isFalse();
    }

    @Test
    void a_pause_from_elsewhere_leaves_a_configuration_s_schedule_to_the_node_that_gives_it() throws Exception {
        put(NIGHTLY, ScheduleOrigin.FILE, DAILY);
        try (SchedulerDatabase other =
                builder(state.resolve("other")).clock(clock).node("two").build()) {
            new Schedules(other.opened()).change(rows -> rows.pause(NIGHTLY, true, "bob"));
        }
        assertThat(schedules.find(NIGHTLY).orElseThrow().node()).isEqualTo("one");
        assertThat(schedules.find(NIGHTLY).orElseThrow().changedBy()).isEqualTo("bob");
    }

    @Test
    void the_last_run_of_each_schedule_is_looked_up_with_its_last_backup() {
        put(NIGHTLY, ScheduleOrigin.FILE, DAILY);
        put(ScheduleKey.job("weekly"), ScheduleOrigin.RUNTIME, DAILY);
        put(ScheduleKey.maintenance("expire"), ScheduleOrigin.FILE, DAILY);
        Instant began = clock.instant();
        remember("a", RunKind.BACKUP, "nightly", RunState.SUCCEEDED, began);
        remember("b", RunKind.BACKUP, "nightly", RunState.DEGRADED, began.plusSeconds(100));
        remember("c", RunKind.BACKUP, "nightly", RunState.FAILED, began.plusSeconds(200));
        remember("d", RunKind.RESTORE, "nightly", RunState.SUCCEEDED, began.plusSeconds(300));
        remember("e", RunKind.EXPIRE, "", RunState.SUCCEEDED, began.plusSeconds(400));
        remember("f", RunKind.BACKUP, "other", RunState.SUCCEEDED, began.plusSeconds(500));

        LastRuns lastRuns = new LastRuns(database);
        Map<ScheduleKey, LastRuns.Last> all = lastRuns.ofAll();

        assertThat(all).hasSize(3).containsEntry(ScheduleKey.job("weekly"), LastRuns.NONE);
        assertThat(all.get(NIGHTLY).run().id()).isEqualTo("c");
        assertThat(all.get(NIGHTLY).backup()).isEqualTo(began.plusSeconds(110));
        assertThat(all.get(ScheduleKey.maintenance("expire")).run().id()).isEqualTo("e");
        assertThat(lastRuns.of(NIGHTLY)).isEqualTo(all.get(NIGHTLY));
        assertThat(lastRuns.of(ScheduleKey.job("gone"))).isEqualTo(LastRuns.NONE);
    }

    private void remember(String id, RunKind kind, String job, RunState state, Instant at) {
        opened.history()
                .record(RunRecord.begun(id, kind, job, RunCause.HOST, at)
                        .ended(state, at.plusSeconds(10), List.of(), List.of(), List.of()));
    }

    @Test
    void a_schedule_whose_job_is_gone_is_kept_and_comes_back_with_it() {
        put(NIGHTLY, ScheduleOrigin.RUNTIME, DAILY);

        schedules.change(rows -> rows.orphan(NIGHTLY, true));
        assertThat(schedules.find(NIGHTLY).orElseThrow().orphanedAt()).isEqualTo(clock.instant());
        schedules.change(rows -> rows.orphan(NIGHTLY, false));
        assertThat(schedules.find(NIGHTLY).orElseThrow().orphanedAt()).isNull();
    }

    @Test
    void a_change_that_fails_changes_nothing_at_all() {
        put(NIGHTLY, ScheduleOrigin.FILE, DAILY);
        long version = schedules.version();

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> schedules.change(rows -> {
                    rows.remove(NIGHTLY, ScheduleOrigin.FILE);
                    throw new IllegalStateException("changed my mind");
                })))
                .hasMessage("changed my mind");

        assertThat(schedules.find(NIGHTLY)).isPresent();
        assertThat(schedules.version()).isEqualTo(version);
    }

    @Test
    void db_scheduler_runs_on_its_table() throws Exception {
        CountDownLatch ran = new CountDownLatch(20);
        OneTimeTask<Void> task = Tasks.oneTime("test").execute((instance, context) -> ran.countDown());
        Scheduler scheduler = Scheduler.create(database.tasks(), List.of(task))
                .tableName(Database.TASK_TABLE)
                .jdbcCustomization(database.taskCustomization())
                .threads(4)
                .pollingInterval(Duration.ofMillis(50))
                .shutdownMaxWait(Duration.ofSeconds(5))
                .build();
        scheduler.start();
        try {
            for (int i = 0; i < 20; i++) {
                scheduler.scheduleIfNotExists(task.instance("run-" + i), Instant.parse("2020-01-01T00:00:00Z"));
            }
            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            scheduler.stop();
        }
    }

    @Test
    void opening_again_is_no_work_and_closing_twice_is_none() throws Exception {
        opened.open();
        assertThat(opened.opened()).isSameAs(database);
        opened.close();
        opened.close();
    }
}
