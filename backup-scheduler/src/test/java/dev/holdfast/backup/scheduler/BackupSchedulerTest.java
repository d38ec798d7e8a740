package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.codec.NoCompressorProvider;
import dev.holdfast.backup.codec.ZstdCompressorProvider;
import dev.holdfast.backup.engine.ArchiveOptions;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.BackupsBuilder;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.retention.Retention;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.ManualClock;
import dev.holdfast.backup.testkit.MemoryArchiverProvider;
import dev.holdfast.backup.testkit.Pause;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host's own scheduler over the embedded database, with real runs and a clock that is set by hand. */
@Timeout(60)
class BackupSchedulerTest {

    private static final Instant START = Instant.parse("2026-03-26T12:00:00Z");
    private static final Schedule NIGHTLY = Schedule.daily("02:30").in("Europe/Berlin");

    @TempDir
    Path state;

    private final ManualClock clock = ManualClock.at(START);
    private final InMemoryStore store = new InMemoryStore("local", clock);
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");
    private final List<AutoCloseable> open = new ArrayList<>();

    private SchedulerDatabase database;
    private Backups backups;
    private BackupScheduler scheduler;

    private Job nightly() {
        return Job.named("nightly")
                .archive(ArchiveOptions.DEFAULT.format("memory").compression("none"))
                .protect(orders.definition());
    }

    private Backups backups(Job... jobs) {
        BackupsBuilder builder = Backups.builder()
                .state(state)
                .clock(clock)
                .history(database.history())
                .providers(Providers.of(
                        new NoCompressorProvider(), new ZstdCompressorProvider(), new MemoryArchiverProvider()))
                .store("local", store.definition());
        for (Job job : jobs) {
            builder.job(job);
        }
        return builder.build();
    }

    /** Makes what a process makes at its start. */
    private BackupScheduler begin(Maintenance maintenance, Job... jobs) {
        database = SchedulerDatabase.sqlite(state).clock(clock).build();
        backups = backups(jobs);
        scheduler = BackupScheduler.on(database, backups)
                .maintenance(maintenance)
                .interval(Duration.ofMillis(20))
                .build();
        open.add(database);
        open.add(backups);
        open.add(scheduler);
        return scheduler;
    }

    private BackupScheduler begin(Job... jobs) {
        return begin(Maintenance.NONE, jobs);
    }

    @AfterEach
    void end() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end)
                    .as(
                            "waiting for %s; remembered: %s",
                            what, backups.history(HistoryQuery.ALL).runs())
                    .isNegative();
            Thread.sleep(5);
        }
    }

    private List<CatalogEntry> listed() {
        return backups.catalog().list(CatalogQuery.all());
    }

    private List<RunRecord> remembered(RunKind kind) {
        return backups.history(HistoryQuery.ALL.ofKinds(Set.of(kind))).runs();
    }

    private Instant next() {
        return scheduler.find("nightly").orElseThrow().next().get(0);
    }

    /** Sets the clock to the next due instant, and waits until its run is over and the next one is written down. */
    private void runNext() throws InterruptedException {
        Instant due = next();
        int before = remembered(RunKind.BACKUP).size();
        clock.set(due);
        await(
                "the run of " + due,
                () -> remembered(RunKind.BACKUP).size() > before
                        && remembered(RunKind.BACKUP).get(0).finishedAt() != null
                        && scheduler.status().running() == 0);
    }

    @Test
    void a_job_with_a_schedule_is_run_at_its_instants_which_are_in_the_manifests() throws Exception {
        begin(nightly().section(NIGHTLY)).start();
        for (int i = 0; i < 4; i++) {
            runNext();
        }
        assertThat(listed())
                .extracting(CatalogEntry::dueAt)
                .containsExactly(
                        Instant.parse("2026-03-30T00:30:00Z"),
                        // The clock was set forward at 02:00: the first instant behind the gap.
                        Instant.parse("2026-03-29T01:00:00Z"),
                        Instant.parse("2026-03-28T01:30:00Z"),
                        Instant.parse("2026-03-27T01:30:00Z"));
        assertThat(remembered(RunKind.BACKUP))
                .hasSize(4)
                .allMatch(run -> run.state() == RunState.SUCCEEDED)
                .allMatch(run -> run.cause().trigger() == RunTrigger.SCHEDULE);
    }

    @Test
    void a_schedule_made_at_run_time_outlives_the_process_and_what_was_missed_is_made_up_for_once() throws Exception {
        begin(nightly()).start();
        ScheduleStatus added = scheduler.add("nightly", NIGHTLY, "alice");
        assertThat(added.next()).hasSize(5).startsWith(Instant.parse("2026-03-27T01:30:00Z"));
        assertThat(added.origin()).isEqualTo(ScheduleOrigin.RUNTIME);
        assertThat(added.changedBy()).isEqualTo("alice");
        end();

        clock.set(Instant.parse("2026-03-29T09:00:00Z"));
        begin(nightly()).start();
        await("the catch-up", () -> listed().size() == 1);
        assertThat(listed().get(0).dueAt()).isEqualTo(Instant.parse("2026-03-29T01:00:00Z"));
        await("its end", () -> scheduler.status().running() == 0);
        assertThat(remembered(RunKind.BACKUP))
                .extracting(run -> run.state() + " " + run.cause().trigger() + " "
                        + run.cause().dueAt())
                .containsExactlyInAnyOrder(
                        "SUCCEEDED CATCH_UP 2026-03-29T01:00:00Z",
                        "SKIPPED SCHEDULE 2026-03-27T01:30:00Z",
                        "SKIPPED SCHEDULE 2026-03-28T01:30:00Z");
        assertThat(next()).isEqualTo(Instant.parse("2026-03-30T00:30:00Z"));
    }

    @Test
    void a_schedule_is_changed_paused_resumed_and_removed() throws Exception {
        begin(nightly()).start();
        scheduler.add("nightly", NIGHTLY, "alice");
        assertThat(scheduler
                        .update("nightly", Schedule.every(Duration.ofHours(1)), "bob")
                        .changedBy())
                .isEqualTo("bob");
        runNext();
        assertThat(scheduler.pause("nightly", "bob").state()).isEqualTo(ScheduleStatus.State.PAUSED);
        clock.advance(Duration.ofHours(30));
        ScheduleStatus resumed = scheduler.resume("nightly", "bob");
        assertThat(resumed.state()).isEqualTo(ScheduleStatus.State.ACTIVE);
        assertThat(resumed.lastRun()).isNotNull();
        assertThat(resumed.lastBackup()).isNotNull();
        runNext();
        assertThat(remembered(RunKind.BACKUP))
                .as("nothing is made up for behind a pause")
                .hasSize(2);
        scheduler.remove("nightly");
        assertThat(scheduler.list()).isEmpty();
        clock.advance(Duration.ofHours(5));
        assertThat(scheduler.status().state()).isEqualTo(SchedulerStatus.State.RUNNING);
        assertThat(listed()).hasSize(2);
    }

    @Test
    void all_rest_and_all_go_on() throws Exception {
        begin(nightly().section(Schedule.every(Duration.ofHours(1)))).start();
        scheduler.pauseAll("alice");
        assertThat(scheduler.status().pausedBy()).isEqualTo("alice");
        assertThat(scheduler.list()).extracting(ScheduleStatus::state).containsExactly(ScheduleStatus.State.PAUSED);
        clock.advance(Duration.ofHours(3));
        scheduler.resumeAll("alice");
        runNext();
        assertThat(remembered(RunKind.BACKUP)).hasSize(1);
    }

    @Test
    void what_cannot_be_changed_is_told_with_what_to_do() {
        begin(nightly().section(NIGHTLY), nightly2());
        assertThatThrownBy(() -> scheduler.add("weekly", NIGHTLY, "alice"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there is no job \"weekly\"");
        scheduler.add("second", NIGHTLY, "alice");
        assertThatThrownBy(() -> scheduler.add("second", NIGHTLY, "alice"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has a schedule already");
        assertThatThrownBy(() -> scheduler.pause("third", "alice"))
                .hasMessageContaining("there is no schedule of \"third\"");
        assertThatThrownBy(() -> scheduler.remove("third")).hasMessageContaining("there is no schedule of \"third\"");
        assertThatThrownBy(() -> scheduler.remove("nightly"))
                .as("before a scheduler has read the configuration")
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is the configuration file's");
    }

    private Job nightly2() {
        return Job.named("second")
                .archive(ArchiveOptions.DEFAULT.format("memory").compression("none"))
                .protect(orders.definition());
    }

    @Test
    void the_configuration_s_schedule_is_changed_there_alone_but_paused_from_here() throws Exception {
        begin(nightly().section(NIGHTLY)).start();
        assertThatThrownBy(() -> scheduler.update("nightly", NIGHTLY, "alice"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is the configuration file's");
        assertThatThrownBy(() -> scheduler.remove("nightly")).isInstanceOf(RefusedException.class);
        scheduler.pause("nightly", "alice");
        end();
        begin(nightly().section(NIGHTLY)).start();
        assertThat(scheduler.find("nightly").orElseThrow().state())
                .as("behind a restart")
                .isEqualTo(ScheduleStatus.State.PAUSED);
    }

    @Test
    void the_configuration_s_schedules_are_there_before_a_scheduler_has_read_them_and_can_rest_at_once()
            throws Exception {
        Maintenance hourly = new Maintenance(List.of(new MaintenanceTask.Expire(Schedule.every(Duration.ofHours(1)))));
        begin(hourly, nightly().section(NIGHTLY), nightly2().section(NIGHTLY));
        assertThat(scheduler.list())
                .extracting(ScheduleStatus::name, ScheduleStatus::state, ScheduleStatus::node)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("nightly", ScheduleStatus.State.ACTIVE, ""),
                        org.assertj.core.groups.Tuple.tuple("second", ScheduleStatus.State.ACTIVE, ""),
                        org.assertj.core.groups.Tuple.tuple("expire", ScheduleStatus.State.ACTIVE, ""));
        assertThat(scheduler.pause("nightly", "alice").state()).isEqualTo(ScheduleStatus.State.PAUSED);
        assertThat(scheduler.pause("expire", "alice").state()).isEqualTo(ScheduleStatus.State.PAUSED);
        end();

        begin(hourly, nightly().section(NIGHTLY), nightly2().section(NIGHTLY)).start();
        assertThat(scheduler.list())
                .extracting(ScheduleStatus::state)
                .containsExactly(ScheduleStatus.State.PAUSED, ScheduleStatus.State.ACTIVE, ScheduleStatus.State.PAUSED);
        assertThat(scheduler.resume("nightly", "alice").state()).isEqualTo(ScheduleStatus.State.ACTIVE);
        scheduler.pauseAll("alice");
        assertThat(scheduler.list()).extracting(ScheduleStatus::state).containsOnly(ScheduleStatus.State.PAUSED);
    }

    @Test
    void a_schedule_for_a_job_that_was_removed_is_told_before_a_scheduler_has_read_the_configuration()
            throws Exception {
        begin(nightly(), nightly2()).start();
        scheduler.add("nightly", NIGHTLY, "alice");
        end();
        begin(nightly2());
        assertThat(scheduler.list()).singleElement().satisfies(status -> {
            assertThat(status.state()).isEqualTo(ScheduleStatus.State.ORPHANED);
            assertThat(status.problems()).extracting(Problem::code).containsExactly("HF-SCH-012");
        });
    }

    @Test
    void how_a_schedule_stands_is_the_same_for_one_and_for_all() throws Exception {
        begin(nightly().section(NIGHTLY), nightly2().section(Schedule.cron("0 0 30 2 *")))
                .start();
        runNext();
        for (String name : List.of("nightly", "second")) {
            assertThat(scheduler.find(name))
                    .contains(scheduler.list().stream()
                            .filter(status -> status.name().equals(name))
                            .findFirst()
                            .orElseThrow());
        }
        ScheduleStatus nightly = scheduler.find("nightly").orElseThrow();
        assertThat(nightly.lastRun()).isEqualTo(remembered(RunKind.BACKUP).get(0));
        assertThat(nightly.lastBackup())
                .isEqualTo(remembered(RunKind.BACKUP).get(0).finishedAt());
        ScheduleStatus never = scheduler.find("second").orElseThrow();
        assertThat(never.lastRun()).isNull();
        assertThat(never.problems())
                .extracting(Problem::message)
                .containsExactly("job second: the schedule never fires");
    }

    @Test
    void the_configuration_s_schedule_counts_more_than_one_made_at_run_time_and_that_is_said() throws Exception {
        begin(nightly()).start();
        scheduler.add("nightly", NIGHTLY, "alice");
        end();
        begin(nightly().section(Schedule.every(Duration.ofHours(1)))).start();
        assertThat(scheduler.list())
                .extracting(ScheduleStatus::origin, ScheduleStatus::state)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(ScheduleOrigin.FILE, ScheduleStatus.State.ACTIVE),
                        org.assertj.core.groups.Tuple.tuple(ScheduleOrigin.RUNTIME, ScheduleStatus.State.SHADOWED));
        assertThat(scheduler.list().stream().flatMap(status -> status.problems().stream()))
                .extracting(Problem::code)
                .containsExactly("HF-SCH-016");
        end();
        begin(nightly()).start();
        assertThat(scheduler.find("nightly").orElseThrow().schedule())
                .as("the file's is gone, so the other one counts again")
                .isEqualTo(NIGHTLY);
    }

    @Test
    void a_schedule_whose_job_is_gone_is_not_run_is_told_and_comes_back_with_the_job() throws Exception {
        begin(nightly(), nightly2()).start();
        scheduler.add("nightly", Schedule.every(Duration.ofHours(1)), "alice");
        end();
        begin(nightly2()).start();
        ScheduleStatus orphan = scheduler.find("nightly").orElseThrow();
        assertThat(orphan.state()).isEqualTo(ScheduleStatus.State.ORPHANED);
        assertThat(orphan.problems()).extracting(Problem::code).containsExactly("HF-SCH-012");
        clock.advance(Duration.ofHours(5));
        end();
        begin(nightly(), nightly2()).start();
        assertThat(scheduler.find("nightly").orElseThrow().state()).isEqualTo(ScheduleStatus.State.ACTIVE);
        runNext();
        assertThat(remembered(RunKind.BACKUP)).hasSize(1);
    }

    @Test
    void a_stop_waits_then_cancels_and_the_next_start_makes_the_run() throws Exception {
        Pause pause = new Pause();
        orders.onCapture(ScriptedTarget.pause(pause));
        begin(nightly().section(Schedule.every(Duration.ofHours(1)))).start();
        Instant due = next();
        clock.set(due);
        pause.awaitReached();
        assertThat(scheduler.stop(Duration.ofMillis(50))).isEqualTo(1);
        assertThat(listed()).isEmpty();
        assertThat(remembered(RunKind.BACKUP)).extracting(RunRecord::state).containsExactly(RunState.CANCELLED);
        end();
        orders.plainCapture();
        clock.advance(Duration.ofMinutes(1));
        begin(nightly().section(Schedule.every(Duration.ofHours(1)))).start();
        await("the run that was cancelled", () -> listed().size() == 1);
        assertThat(listed().get(0).dueAt()).isEqualTo(due);
    }

    @Test
    void another_configuration_counts_from_the_next_run_on() throws Exception {
        begin(nightly().section(Schedule.every(Duration.ofHours(1)))).start();
        runNext();
        Backups old = backups;
        backups = backups(nightly().section(Schedule.every(Duration.ofHours(6))));
        open.add(1, backups);
        scheduler.reconfigure(backups, Maintenance.NONE);
        assertThat(scheduler.find("nightly").orElseThrow().schedule()).isEqualTo(Schedule.every(Duration.ofHours(6)));
        runNext();
        assertThat(listed()).hasSize(2);
        old.close();
    }

    @Test
    void a_clock_that_is_set_back_by_hours_repeats_nothing_and_keeps_nothing_waiting() throws Exception {
        begin(nightly().section(Schedule.every(Duration.ofHours(1)))).start();
        runNext();
        runNext();
        Instant next = next();
        clock.advance(Duration.ofHours(-5));
        assertThat(next()).as("behind a clock that was set back").isEqualTo(next);
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofHours(1));
            scheduler.pauseAll("somebody who makes the scheduler look at everything anew");
            scheduler.resumeAll("somebody");
        }
        runNext();
        assertThat(listed())
                .extracting(CatalogEntry::dueAt)
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(remembered(RunKind.BACKUP)).hasSize(3);
    }

    @Test
    void a_clock_that_is_set_forward_by_hours_has_one_run_made_up_for_and_the_others_told() throws Exception {
        begin(nightly().section(Schedule.every(Duration.ofHours(1)))).start();
        runNext();
        clock.advance(Duration.ofMinutes(270));
        await(
                "the catch-up",
                () -> remembered(RunKind.BACKUP).size() == 5
                        && scheduler.status().running() == 0);
        assertThat(remembered(RunKind.BACKUP))
                .extracting(run -> run.state() + " " + run.cause().trigger())
                .containsExactlyInAnyOrder(
                        "SUCCEEDED SCHEDULE",
                        "SKIPPED SCHEDULE",
                        "SKIPPED SCHEDULE",
                        "SKIPPED SCHEDULE",
                        "SUCCEEDED CATCH_UP");
    }

    private boolean isOver(RunKind kind) {
        return remembered(kind).stream().anyMatch(run -> run.finishedAt() != null);
    }

    @Test
    void maintenance_is_run_and_remembered_too() throws Exception {
        Schedule hourly = Schedule.every(Duration.ofHours(1));
        Maintenance maintenance = new Maintenance(List.of(
                new MaintenanceTask.Verify(hourly, Duration.ofDays(30), VerificationLevel.DECODED),
                new MaintenanceTask.Expire(hourly),
                new MaintenanceTask.Sweep(hourly),
                new MaintenanceTask.Recover(hourly)));
        begin(maintenance, nightly().keep(Retention.last(1)));
        backups.run("nightly").orThrow();
        scheduler.start();
        clock.set(scheduler.find("verify").orElseThrow().next().get(0));
        await(
                "all of it",
                () -> isOver(RunKind.VERIFY)
                        && isOver(RunKind.EXPIRE)
                        && isOver(RunKind.SWEEP)
                        && isOver(RunKind.RECOVER));
        assertThat(remembered(RunKind.VERIFY).get(0).cause().trigger()).isEqualTo(RunTrigger.SCHEDULE);
        assertThat(remembered(RunKind.VERIFY))
                .extracting(run -> run.state() + " " + run.problems())
                .containsExactly("SUCCEEDED []");
        assertThat(listed().get(0).verification().level()).isEqualTo(VerificationLevel.DECODED);
        assertThat(scheduler.find("recover").orElseThrow().next().get(0)).isAfter(clock.instant());
    }
}
