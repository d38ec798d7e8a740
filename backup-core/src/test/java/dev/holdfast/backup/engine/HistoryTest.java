package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.event.RunFinished;
import dev.holdfast.backup.event.RunStarted;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.history.StoreRecord;
import dev.holdfast.backup.history.TargetRecord;
import dev.holdfast.backup.retention.Retention;
import dev.holdfast.backup.spi.LeaseService;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunHistory;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import dev.holdfast.backup.testkit.StoreFaults;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the history learns of each operation: the audit trail. */
class HistoryTest {

    @TempDir
    Path state;

    private TestHost host;
    private final InMemoryRunHistory history = new InMemoryRunHistory();
    private final ScriptedTarget orders =
            ScriptedTarget.named("orders").staged().put("a.txt", "one".repeat(100));

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Job nightly() {
        return TestHost.job("nightly").protect(orders.definition());
    }

    private Backups with(Job... jobs) {
        BackupsBuilder builder = host.builder().history(history).because(RunCause.command("alice"));
        for (Job job : jobs) {
            builder.job(job);
        }
        return builder.build();
    }

    private RunRecord last(RunKind kind) {
        return history.page(HistoryQuery.ALL.ofKinds(Set.of(kind))).runs().get(0);
    }

    private static BackupId newest(Backups backups) {
        return backups.catalog().list(CatalogQuery.all()).get(0).id();
    }

    @Test
    void a_run_is_remembered_with_its_targets_sizes_stores_pauses_and_who_asked() throws Exception {
        InMemoryStore far = new InMemoryStore("far", host.clock);
        host.store("far", FaultyStore.of(far.definition(), new StoreFaults().fail("upload .*")));
        ScriptedHook shop = ScriptedHook.stopping("shop");
        try (Backups backups = with(nightly().to("local").to("far").around(shop.definition()))) {
            RunReport report = backups.run("nightly").orThrow();
            RunRecord run = last(RunKind.BACKUP);
            assertThat(run.id()).isEqualTo(report.run());
            assertThat(run.job()).isEqualTo("nightly");
            assertThat(run.cause()).isEqualTo(RunCause.command("alice"));
            assertThat(run.state()).isEqualTo(RunState.DEGRADED);
            TargetRecord target = run.targets().get(0);
            assertThat(target.target()).isEqualTo("orders");
            assertThat(target.backup()).isEqualTo(newest(backups));
            assertThat(target.originalBytes()).isPositive();
            assertThat(target.storedBytes()).isPositive();
            assertThat(target.entries()).isEqualTo(1);
            assertThat(target.stores())
                    .extracting(StoreRecord::store, StoreRecord::succeeded)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("local", true),
                            org.assertj.core.groups.Tuple.tuple("far", false));
            assertThat(run.pause()).isEqualTo(report.pause());
            assertThat(run.pauses()).isEqualTo(report.pauses()).isNotEmpty();
        }
    }

    @Test
    void a_run_under_way_is_remembered_as_running() throws Exception {
        try (Backups backups = with(nightly())) {
            orders.beforeCapture(
                    context -> assertThat(last(RunKind.BACKUP).state()).isEqualTo(RunState.RUNNING));
            backups.run("nightly").orThrow();
            assertThat(last(RunKind.BACKUP).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void a_run_that_still_waits_is_told_to_its_caller_alone_until_it_begins() throws Exception {
        AtomicBoolean busy = new AtomicBoolean(true);
        try (Backups backups = with(nightly())) {
            orders.beforeCapture(context -> {
                if (!busy.getAndSet(false)) {
                    return;
                }
                RunReport refused = backups.run("nightly");
                assertThat(refused.state()).isEqualTo(RunState.REFUSED);
                RunReport waiting = backups.run(RunRequest.of("nightly").afterWaiting());
                assertThat(waiting.state()).isEqualTo(RunState.REFUSED);
                assertThat(waiting.failure().code()).isEqualTo(LeaseException.IN_USE);
            });
            backups.run("nightly").orThrow();
            assertThat(history.page(HistoryQuery.ALL).runs())
                    .as("one note for all waits, beside the run that was waited for")
                    .extracting(RunRecord::state)
                    .containsExactlyInAnyOrder(RunState.REFUSED, RunState.SUCCEEDED);
            assertThat(host.events.events(RunStarted.class)).hasSize(2);
            assertThat(host.events.events(RunFinished.class)).hasSize(2);

            host.clock.advance(Duration.ofHours(1));
            RunReport begun =
                    backups.run(RunRequest.of("nightly").afterWaiting()).orThrow();
            assertThat(last(RunKind.BACKUP).id()).isEqualTo(begun.run());
            assertThat(last(RunKind.BACKUP).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(host.events.events(RunStarted.class)).hasSize(3);
        }
    }

    @Test
    void a_run_that_waits_and_cannot_begin_for_another_reason_is_remembered() throws Exception {
        LeaseService unwritable = request -> {
            throw new LeaseException(Failure.of("HF-LEA-003", "cannot write lease"));
        };
        try (Backups backups = host.builder()
                .history(history)
                .leases(unwritable)
                .job(nightly())
                .build()) {
            backups.run(RunRequest.of("nightly").afterWaiting());
        }
        assertThat(last(RunKind.BACKUP).state()).isEqualTo(RunState.FAILED);
        assertThat(last(RunKind.BACKUP).problems()).extracting(Problem::code).containsExactly("HF-LEA-003");
    }

    @Test
    void a_failed_run_is_remembered_with_its_first_error_first() throws Exception {
        orders.onCapture(ScriptedTarget.fail("the disk is gone"));
        try (Backups backups = with(nightly())) {
            backups.run("nightly");
        }
        RunRecord run = last(RunKind.BACKUP);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.problems().get(0).message()).contains("the disk is gone");
        assertThat(run.targets()).extracting(TargetRecord::state).containsExactly(RunState.FAILED);
    }

    @Test
    void what_a_run_expires_is_remembered_with_its_reasons() throws Exception {
        try (Backups backups = with(nightly().keep(Retention.last(1)))) {
            backups.run("nightly").orThrow();
            BackupId old = newest(backups);
            host.clock.advance(Duration.ofHours(1));
            backups.run("nightly").orThrow();
            RemovalRecord removal = last(RunKind.BACKUP).removals().get(0);
            assertThat(removal.backup()).isEqualTo(old);
            assertThat(removal.store()).isEqualTo("local");
            assertThat(removal.reasons()).isNotEmpty().noneMatch(String::isBlank);
            assertThat(removal.bytes()).isPositive();
        }
    }

    @Test
    void an_expiry_is_remembered_with_what_it_removed_and_why() throws Exception {
        try (Backups backups = with(nightly())) {
            for (int i = 0; i < 3; i++) {
                backups.run("nightly").orThrow();
                host.clock.advance(Duration.ofHours(1));
            }
        }
        try (Backups backups = with(nightly().keep(Retention.last(1)))) {
            backups.because(RunCause.command("bob")).expire(backups.planExpire(List.of()));
        }
        RunRecord run = last(RunKind.EXPIRE);
        assertThat(run.cause().requester()).isEqualTo("bob");
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.removals()).hasSize(2);
    }

    @Test
    void a_deletion_a_pin_and_a_refused_deletion_are_remembered() throws Exception {
        try (Backups backups = with(nightly())) {
            backups.run("nightly").orThrow();
            BackupId old = newest(backups);
            host.clock.advance(Duration.ofHours(1));
            backups.run("nightly").orThrow();
            backups.pin(old, "before the upgrade");
            assertThat(last(RunKind.PIN).targets())
                    .extracting(TargetRecord::backup)
                    .containsExactly(old);
            assertThatThrownBy(() -> backups.delete(old)).isInstanceOf(RefusedException.class);
            assertThat(last(RunKind.DELETE).state()).isEqualTo(RunState.FAILED);
            assertThat(last(RunKind.DELETE).problems())
                    .extracting(Problem::code)
                    .containsExactly("HF-EXP-001");
            backups.unpin(old);
            host.clock.advance(Duration.ofSeconds(1));
            backups.delete(old);
            assertThat(last(RunKind.UNPIN).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(last(RunKind.DELETE).removals())
                    .extracting(RemovalRecord::backup, RemovalRecord::reasons)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(old, List.of("deleted")));
        }
    }

    @Test
    void a_verification_is_remembered_by_target_with_what_is_wrong() throws Exception {
        try (Backups backups = with(nightly())) {
            backups.run("nightly").orThrow();
            CatalogEntry entry = backups.catalog().list(CatalogQuery.all()).get(0);
            host.local.flipBit(
                    "orders/" + entry.id() + "/" + entry.artifacts().get(0).name(), 3);
            backups.verify(List.of(), VerificationLevel.STORED);
        }
        RunRecord run = last(RunKind.VERIFY);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.targets()).extracting(TargetRecord::target).containsExactly("orders");
        assertThat(run.targets().get(0).stores())
                .extracting(StoreRecord::succeeded)
                .containsExactly(false);
        assertThat(run.problems()).isNotEmpty();
    }

    @Test
    void a_restore_and_its_rollback_are_remembered() throws Exception {
        try (Backups backups = with(nightly())) {
            backups.run("nightly").orThrow();
            RestoreReport report = backups.restore(backups.planRestore(RestoreOptions.of(newest(backups))))
                    .orThrow();
            RunRecord restore = last(RunKind.RESTORE);
            assertThat(restore.id()).isEqualTo(report.restore().id());
            assertThat(restore.job()).isEqualTo("nightly");
            assertThat(restore.targets()).extracting(TargetRecord::backup).containsExactly(newest(backups));
            assertThat(restore.originalBytes()).isEqualTo(report.bytes());
            backups.rollback(report.restore().id()).orThrow();
            assertThat(last(RunKind.ROLLBACK).state()).isEqualTo(RunState.SUCCEEDED);
            backups.restore(backups.planRestore(RestoreOptions.of(newest(backups), RestoreRequest.to("elsewhere"))))
                    .orThrow();
            assertThat(history.page(HistoryQuery.ALL.ofKinds(Set.of(RunKind.RESTORE)))
                            .runs())
                    .hasSize(2);
        }
    }

    @Test
    void a_run_that_a_dead_process_left_is_remembered_as_interrupted_with_why_it_ran() throws Exception {
        Instant due = Instant.parse("2026-11-20T02:00:00Z");
        RunCause cause = RunCause.schedule(RunTrigger.RETRY, due, 2);
        StoreFaults faults = new StoreFaults().kill("commit .*manifest");
        TestHost dying = new TestHost(state, host.clock, FaultyStore.of(host.local.definition(), faults));
        assertThatThrownBy(() -> {
                    try (Backups backups = dying.with(nightly())) {
                        backups.run(RunRequest.of("nightly").because(cause)).orThrow();
                    }
                })
                .isNotNull();
        try (Backups later = with(nightly())) {
            later.recover();
            RunRecord run = last(RunKind.BACKUP);
            assertThat(run.state()).isEqualTo(RunState.INTERRUPTED);
            assertThat(run.cause()).isEqualTo(cause);
            assertThat(run.job()).isEqualTo("nightly");
            assertThat(last(RunKind.RECOVER).state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void what_was_started_is_remembered_under_the_id_of_its_handle() throws Exception {
        StoreFaults faults = new StoreFaults().kill("commit .*manifest");
        TestHost dying = new TestHost(state, host.clock, FaultyStore.of(host.local.definition(), faults));
        assertThatThrownBy(() -> {
                    try (Backups backups = dying.with(nightly())) {
                        backups.run("nightly").orThrow();
                    }
                })
                .isNotNull();
        try (Backups backups = with(nightly())) {
            OperationHandle<RecoveryReport> recovery = backups.startRecover();
            recovery.await();
            RunHandle run = backups.start(RunRequest.of("nightly"));
            run.await();
            OperationHandle<VerifyReport> verification = backups.startVerify(List.of(), VerificationLevel.STORED);
            verification.await();
            OperationHandle<Integer> expiry = backups.startExpire(backups.planExpire(List.of()));
            expiry.await();
            OperationHandle<Integer> sweep = backups.startSweep();
            sweep.await();
            RestoreHandle restore = backups.startRestore(
                    backups.planRestore(RestoreOptions.of(newest(backups), RestoreRequest.to("elsewhere"))));
            restore.await();
            Map<RunKind, String> handles = Map.of(
                    RunKind.RECOVER, recovery.id(),
                    RunKind.BACKUP, run.id(),
                    RunKind.VERIFY, verification.id(),
                    RunKind.EXPIRE, expiry.id(),
                    RunKind.SWEEP, sweep.id(),
                    RunKind.RESTORE, restore.id());
            handles.forEach((kind, id) -> assertThat(backups.historyOf(id).map(RunRecord::kind))
                    .as("what is remembered under the id of the %s", kind)
                    .contains(kind));
        }
    }

    @Test
    void what_leaves_the_stores_and_what_comes_in_is_remembered_with_its_way() throws Exception {
        host.store("far", new InMemoryStore("far", host.clock).definition());
        Path directory = state.resolve("usb");
        try (Backups backups = with(nightly().to("local"))) {
            backups.run("nightly").orThrow();
            BackupId backup = newest(backups);
            backups.export(backup, directory);
            backups.importFrom(directory, "far");
            assertThat(way(RunKind.EXPORT)).isEqualTo(backup + " to " + directory);
            assertThat(way(RunKind.IMPORT)).isEqualTo(backup + " to far");

            host.clock.advance(Duration.ofSeconds(1));
            BackupId never = BackupId.named("orders", "never");
            assertThatThrownBy(() -> backups.export(never, directory)).isNotNull();
            assertThat(last(RunKind.EXPORT).state()).isEqualTo(RunState.FAILED);
            assertThat(last(RunKind.EXPORT).problems()).isNotEmpty();
            assertThatThrownBy(() -> backups.importFrom(state.resolve("nowhere"), "far"))
                    .isNotNull();
            assertThat(last(RunKind.IMPORT).state()).isEqualTo(RunState.FAILED);
        }
    }

    private String way(RunKind kind) {
        RunRecord run = last(kind);
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        TargetRecord target = run.targets().get(0);
        return target.backup() + " to " + target.stores().get(0).store();
    }

    @Test
    void a_request_says_why_it_is_run_and_leaves_it_to_the_backups_if_it_does_not() throws Exception {
        try (Backups backups = with(nightly())) {
            backups.run("nightly").orThrow();
            assertThat(last(RunKind.BACKUP).cause()).isEqualTo(RunCause.command("alice"));
            host.clock.advance(Duration.ofSeconds(1));
            backups.run(RunRequest.of("nightly").because(RunCause.HOST)).orThrow();
            assertThat(last(RunKind.BACKUP).cause()).isEqualTo(RunCause.HOST);
            host.clock.advance(Duration.ofSeconds(1));
            Instant due = host.clock.instant();
            backups.run(RunRequest.of("nightly").due(due)).orThrow();
            assertThat(last(RunKind.BACKUP).cause())
                    .isEqualTo(RunCause.command("alice").due(due));
            host.clock.advance(Duration.ofSeconds(1));
            backups.because(RunCause.command("bob").due(due)).run("nightly").orThrow();
            assertThat(last(RunKind.BACKUP).cause())
                    .isEqualTo(RunCause.command("bob").due(due));
        }
    }

    @Test
    void looking_for_something_to_recover_is_not_worth_remembering() throws Exception {
        try (Backups backups = with(nightly())) {
            backups.recover();
            backups.run("nightly").orThrow();
        }
        assertThat(history.page(HistoryQuery.ALL).runs())
                .extracting(RunRecord::kind)
                .containsExactly(RunKind.BACKUP);
    }

    @Test
    void a_recovery_that_was_due_is_remembered_whatever_it_found() throws Exception {
        RunCause due = RunCause.schedule(RunTrigger.SCHEDULE, Instant.parse("2026-11-20T02:00:00Z"), 1);
        try (Backups backups = with(nightly())) {
            backups.because(due).recover();
        }
        assertThat(last(RunKind.RECOVER).cause()).isEqualTo(due);
    }

    @Test
    void a_recovery_that_is_asked_for_has_the_history_recover_too() throws Exception {
        AtomicInteger recovered = new AtomicInteger();
        RunHistory counting = new RunHistory() {
            @Override
            public void record(RunRecord run) {
                history.record(run);
            }

            @Override
            public HistoryPage page(HistoryQuery query) {
                return history.page(query);
            }

            @Override
            public Optional<RunRecord> find(String run) {
                return history.find(run);
            }

            @Override
            public void recover() {
                recovered.incrementAndGet();
            }
        };
        try (Backups backups = host.builder().history(counting).job(nightly()).build()) {
            backups.run("nightly").orThrow();
            assertThat(recovered).as("what a run does not wait for").hasValue(0);
            backups.recover();
            assertThat(recovered).hasValue(1);
        }
    }

    @Test
    void a_history_that_throws_changes_nothing() throws Exception {
        RunHistory broken = new RunHistory() {
            @Override
            public void record(RunRecord run) {
                throw new IllegalStateException("the disk of the history is full");
            }

            @Override
            public HistoryPage page(HistoryQuery query) {
                throw new IllegalStateException("the disk of the history is full");
            }

            @Override
            public Optional<RunRecord> find(String run) {
                throw new IllegalStateException("the disk of the history is full");
            }
        };
        try (Backups backups = host.builder().history(broken).job(nightly()).build()) {
            backups.run("nightly").orThrow();
            backups.verify(List.of(), VerificationLevel.STORED);
            backups.recover();
            assertThat(backups.catalog().list(CatalogQuery.all())).hasSize(1);
        }
    }

    @Test
    void the_host_turns_the_pages() throws Exception {
        try (Backups backups = with(nightly())) {
            for (int i = 0; i < 3; i++) {
                backups.run("nightly").orThrow();
                host.clock.advance(Duration.ofHours(1));
            }
            HistoryPage first = backups.history(HistoryQuery.ALL.limitedTo(2));
            HistoryPage second = backups.history(
                    HistoryQuery.ALL.limitedTo(2).after(first.following().orElseThrow()));
            assertThat(first.runs()).hasSize(2);
            assertThat(second.runs()).hasSize(1);
        }
    }
}
