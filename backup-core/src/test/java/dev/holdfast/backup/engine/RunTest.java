package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.event.BackupCommitted;
import dev.holdfast.backup.event.ProgressMade;
import dev.holdfast.backup.event.RunFinished;
import dev.holdfast.backup.event.RunStarted;
import dev.holdfast.backup.spi.Command;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunningCommand;
import dev.holdfast.backup.spi.SizeEstimate.SourceSize;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.Pause;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");
    private final ScriptedTarget uploads = ScriptedTarget.named("uploads").put("b.txt", "two");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Job nightly() {
        return TestHost.job("nightly").protect(orders.definition());
    }

    private List<String> listed(Backups backups) {
        return backups.catalog().list(CatalogQuery.all()).stream()
                .map(entry -> entry.id().value())
                .toList();
    }

    private void nothingIsLeftInTheStateDirectory() throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(state::relativize)
                            .map(Path::toString)
                            .filter(file -> file.startsWith("runs/") || file.startsWith("scratch/")))
                    .isEmpty();
        }
    }

    @Test
    void a_run_makes_one_backup_per_target_and_lists_it() throws Exception {
        try (Backups backups = host.with(nightly().protect(uploads.definition()))) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(listed(backups)).containsExactlyInAnyOrder("orders_20261120_021500", "uploads_20261120_021500");
            assertThat(host.events.events(BackupCommitted.class)).hasSize(2);
            assertThat(host.events.events(RunStarted.class)).hasSize(1);
            assertThat(host.events.events(RunFinished.class))
                    .extracting(RunFinished::state)
                    .containsExactly(RunState.SUCCEEDED);
        }
        host.local.assertNothingOpen();
        assertThat(orders.open()).isZero();
        nothingIsLeftInTheStateDirectory();
    }

    @Test
    void a_second_backup_within_the_second_gets_a_number_behind_its_id() throws Exception {
        try (Backups backups = host.with(nightly())) {
            backups.run("nightly").orThrow();
            backups.run("nightly").orThrow();
            assertThat(listed(backups)).containsExactlyInAnyOrder("orders_20261120_021500", "orders_20261120_021500-2");
        }
    }

    @Test
    void a_named_backup_has_that_name_and_a_second_one_of_the_name_is_refused() throws Exception {
        try (Backups backups = host.with(nightly())) {
            backups.run(RunRequest.of("nightly").named("before-upgrade")).orThrow();
            assertThat(listed(backups)).containsExactly("orders_before-upgrade");
            assertThatThrownBy(() -> backups.run(RunRequest.of("nightly").named("before-upgrade"))
                            .orThrow())
                    .hasMessageContaining("there is a backup orders_before-upgrade already");
        }
    }

    @Test
    void a_target_that_fails_has_no_backup_and_the_others_go_on() throws Exception {
        orders.onCapture(ScriptedTarget.randomArtifact("dump", 100_000, 1))
                .onCapture(ScriptedTarget.fail("the disk is gone"));
        try (Backups backups = host.with(nightly().protect(uploads.definition()))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(listed(backups)).containsExactly("uploads_20261120_021500");
            assertThat(host.local.keys()).noneMatch(key -> key.startsWith("orders/"));
            assertThatThrownBy(report::orThrow)
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("the disk is gone");
        }
        nothingIsLeftInTheStateDirectory();
    }

    @Test
    void a_store_that_runs_full_is_told_with_what_the_whole_backup_needs_and_what_was_free() throws Exception {
        host.local.capacity(50_000);
        orders.onCapture(ScriptedTarget.randomArtifact("dump", 400_000, 1))
                .estimating(context -> new SourceSize(OptionalLong.of(800_000), OptionalLong.empty()));
        try (Backups backups = host.with(nightly())) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThatThrownBy(report::orThrow).isInstanceOfSatisfying(StoreException.class, e -> {
                assertThat(e.code()).isEqualTo("HF-STO-010");
                assertThat(e.context()).containsEntry("needed", "800000");
                assertThat(Long.parseLong(e.context().get("free"))).isBetween(48_000L, 50_000L);
                assertThat(e.getMessage())
                        .startsWith("store local is full: this backup needs about ")
                        .endsWith(" were free when it began");
            });
            assertThat(host.local.keys()).noneMatch(key -> key.startsWith("orders/"));
        }
    }

    @Test
    void a_store_that_runs_full_is_told_with_what_was_free_where_nobody_knows_the_size() throws Exception {
        host.local.capacity(50_000);
        orders.onCapture(ScriptedTarget.randomArtifact("dump", 400_000, 1));
        try (Backups backups = host.with(nightly())) {
            RunReport report = backups.run("nightly");
            assertThatThrownBy(report::orThrow).isInstanceOfSatisfying(StoreException.class, e -> {
                assertThat(e.code()).isEqualTo("HF-STO-010");
                assertThat(e.context()).containsEntry("needed", "unknown");
                assertThat(e.getMessage()).contains("this backup needs more than ");
            });
        }
    }

    @Test
    void a_run_that_is_asked_for_totals_has_its_targets_estimate_their_size_beside_the_capture() throws Exception {
        orders.estimating(context -> new SourceSize(OptionalLong.of(1234), OptionalLong.of(5)))
                .onCapture((sink, context) -> {
                    Instant end = Instant.now().plusSeconds(60);
                    while (!isTold(1234, 5)) {
                        assertThat(Instant.now()).isBefore(end);
                        Thread.onSpinWait();
                    }
                })
                .onCapture(ScriptedTarget.documents(orders));
        try (Backups backups = host.with(nightly())) {
            assertThat(backups.run(RunRequest.of("nightly").withTotals()).state())
                    .isEqualTo(RunState.SUCCEEDED);
        }
    }

    private boolean isTold(long bytes, long entries) {
        return host.events.events(ProgressMade.class).stream()
                .anyMatch(progress -> progress.expectedBytes().equals(OptionalLong.of(bytes))
                        && progress.expectedEntries().equals(OptionalLong.of(entries)));
    }

    @Test
    void an_estimate_that_fails_or_never_ends_by_itself_does_not_touch_the_backup() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        orders.estimating(context -> {
                    begun.countDown();
                    while (true) {
                        context.cancellation().check();
                        Thread.onSpinWait();
                    }
                })
                .onCapture((sink, context) ->
                        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue())
                .onCapture(ScriptedTarget.documents(orders));
        uploads.estimating(context -> {
            throw new IOException("no idea");
        });
        try (Backups backups = host.with(nightly().protect(uploads.definition()))) {
            RunReport report =
                    backups.run(RunRequest.of("nightly").withTotals()).orThrow();
            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_tool_is_read_by_a_thread_of_its_own_however_few_the_host_has() throws Exception {
        // More than the pipe between holds: without a reader the tool would wait for ever, and the capture for the
        // tool.
        Command noisy = Command.of("sh", "-c", "head -c 300000 /dev/zero >&2; cat");
        orders.onCapture((sink, context) -> {
            try (RunningCommand tool = context.commands().start(noisy);
                    OutputStream out = sink.artifact("dump")) {
                tool.input().write('x');
                tool.input().close();
                tool.output().transferTo(out);
                assertThat(tool.await(Deadline.after(Duration.ofMinutes(1))).errors())
                        .hasSize(64 * 1024);
            }
        });
        BackupsBuilder builder = host.builder().job(nightly());
        try (Backups backups = builder.executor(Runnable::run).build()) {
            assertThat(backups.run("nightly").orThrow().state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void a_warning_makes_the_backup_degraded_and_is_kept_in_it() throws Exception {
        Problem problem = new Problem(Severity.WARNING, "HF-FIL-004", "a.txt changed while it was read", "");
        orders.onCapture(ScriptedTarget.documents(orders)).onCapture(ScriptedTarget.problem(problem));
        try (Backups backups = host.with(nightly())) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.state()).isEqualTo(RunState.DEGRADED);
            assertThat(backups.catalog()
                            .manifest(BackupId.at("orders", host.clock.instant()))
                            .problems())
                    .containsExactly(problem);
        }
    }

    @Test
    void a_problem_of_severity_error_fails_the_backup() throws Exception {
        orders.onCapture(ScriptedTarget.documents(orders))
                .onCapture(ScriptedTarget.problem(new Problem(Severity.ERROR, "HF-FIL-005", "no", "")));
        try (Backups backups = host.with(nightly())) {
            assertThat(backups.run("nightly").state()).isEqualTo(RunState.FAILED);
            assertThat(listed(backups)).isEmpty();
        }
    }

    @Test
    void a_target_whose_check_fails_is_not_captured() throws Exception {
        orders.onCheck(new Problem(Severity.ERROR, "HF-PG-001", "the server is not reachable", "Start it."));
        try (Backups backups = host.with(nightly())) {
            assertThatThrownBy(() -> backups.run("nightly").orThrow())
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("not reachable");
            assertThat(orders.captures()).isZero();
        }
    }

    @Test
    void a_target_that_writes_nothing_has_no_backup() throws Exception {
        orders.onCapture((sink, context) -> {});
        try (Backups backups = host.with(nightly())) {
            assertThat(backups.run("nightly").state()).isEqualTo(RunState.FAILED);
            assertThat(listed(backups)).isEmpty();
        }
    }

    @Test
    void a_store_that_fails_drops_out_and_degrades_the_run_and_the_other_has_the_backup() throws Exception {
        InMemoryStore remote = new InMemoryStore("remote", host.clock);
        StoreFaults faults = new StoreFaults().fail("commit .*archive|write .*orders_");
        host.store("remote", FaultyStore.of(remote.definition(), faults));
        try (Backups backups = host.with(nightly().to("local").to("remote"))) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.state()).isEqualTo(RunState.DEGRADED);
            assertThat(report.backups().get(0).stores())
                    .extracting(StoreOutcome::store, StoreOutcome::isCommitted)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("local", true),
                            org.assertj.core.groups.Tuple.tuple("remote", false));
            assertThat(remote.keys()).noneMatch(key -> key.startsWith("orders/"));
        }
        faults.assertAllHappened();
    }

    @Test
    void a_run_whose_only_store_fails_fails_with_the_stores_error() throws Exception {
        StoreFaults faults = new StoreFaults().fail("write .*orders_");
        host.store("local", FaultyStore.of(host.local.definition(), faults));
        try (Backups backups = host.with(nightly())) {
            assertThatThrownBy(() -> backups.run("nightly").orThrow()).isInstanceOf(StoreException.class);
            assertThat(listed(backups)).isEmpty();
        }
    }

    private BackupException failureOf(ScriptedTarget target) throws Exception {
        try (Backups backups = host.with(TestHost.job("nightly").protect(target.definition()))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            return report.failure();
        }
    }

    @Test
    void a_run_is_worth_a_retry_only_if_what_its_check_found_may_pass() throws Exception {
        Failure wrongPassword = Failure.of("TEST-001", "the login was refused");
        Failure down = Failure.of("TEST-002", "no server answers").retry(RetryStatus.LATER);
        assertThat(failureOf(orders.onCheck(Problem.of(Severity.ERROR, wrongPassword)))
                        .retryStatus())
                .isEqualTo(RetryStatus.NEVER);
        assertThat(failureOf(uploads.onCheck(Problem.of(Severity.ERROR, down))).retryStatus())
                .isEqualTo(RetryStatus.LATER);
        ScriptedTarget silent = ScriptedTarget.named("silent")
                .onCheck(new Problem(Severity.ERROR, "TEST-003", "says nothing of a retry", ""));
        assertThat(failureOf(silent).retryStatus()).isEqualTo(RetryStatus.LATER);
    }

    @Test
    void an_error_that_a_target_reports_in_its_capture_keeps_its_retry_status_and_is_told_once() throws Exception {
        Problem error = Problem.of(Severity.ERROR, Failure.of("TEST-004", "the tables are not what they were"));
        orders.onCapture(ScriptedTarget.problem(error));
        assertThat(failureOf(orders).retryStatus()).isEqualTo(RetryStatus.NEVER);
        assertThat(host.events.events(RunFinished.class).get(0).problems()).containsExactly(error);
    }

    @Test
    void a_second_run_of_the_target_at_once_is_refused() throws Exception {
        Pause pause = new Pause();
        orders.beforeCapture(pause::here);
        try (Backups backups = host.with(nightly());
                Backups others = host.with(nightly())) {
            RunHandle first = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
            assertThatThrownBy(() -> others.run("nightly").orThrow())
                    .isInstanceOf(LeaseException.class)
                    .hasMessageContaining("create nightly");
            pause.release();
            assertThat(first.await().state()).isEqualTo(RunState.SUCCEEDED);
        }
    }

    @Test
    void a_backup_starts_when_its_lease_is_held_and_not_when_the_run_began_to_wait_for_it() throws Exception {
        Instant asked = host.clock.instant();
        ScriptedLeases slow = new ScriptedLeases().onAcquire(request -> host.clock.advance(Duration.ofSeconds(7)));
        try (Backups backups = host.builder().leases(slow).job(nightly()).build()) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.startedAt()).isEqualTo(asked);
            BackupManifest manifest = report.backups().get(0).backup().orElseThrow();
            assertThat(manifest.startedAt()).isEqualTo(asked.plusSeconds(7));
            assertThat(manifest.id().value()).isEqualTo("orders_20261120_021507");
            assertThat(manifest.finishedAt()).isEqualTo(asked.plusSeconds(7));
        }
    }

    @Test
    void a_cancelled_run_ends_and_leaves_nothing_behind() throws Exception {
        Pause pause = new Pause();
        orders.onCapture(ScriptedTarget.randomArtifact("dump", 100_000, 7)).onCapture(ScriptedTarget.pause(pause));
        try (Backups backups = host.with(nightly())) {
            RunHandle run = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
            run.cancel();
            RunReport report = run.await();
            assertThat(report.state()).isEqualTo(RunState.CANCELLED);
            assertThatThrownBy(report::orThrow).isInstanceOf(CancelledException.class);
            assertThat(host.local.keys()).noneMatch(key -> key.startsWith("orders/"));
        }
        nothingIsLeftInTheStateDirectory();
    }

    @Test
    void closing_the_host_cancels_what_runs() throws Exception {
        Pause pause = new Pause();
        orders.onCapture(ScriptedTarget.pause(pause));
        RunHandle run;
        try (Backups backups = host.with(nightly())) {
            run = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
        }
        assertThat(run.await().state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void a_run_that_takes_longer_than_its_timeout_fails_and_says_so() throws Exception {
        orders.onCapture(ScriptedTarget.pause(new Pause()));
        try (Backups backups = host.with(nightly().timeout(Duration.ofMillis(50)))) {
            assertThatThrownBy(() -> backups.run("nightly").orThrow())
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("did not end within PT0.05S");
        }
    }

    @Test
    void services_are_stopped_for_the_capture_and_run_again_before_the_commit() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop");
        orders.beforeCapture(context -> assertThat(shop.isRunning()).isFalse());
        try (Backups backups = host.with(nightly().around(shop.definition()))) {
            backups.run("nightly").orThrow();
        }
        assertThat(shop.log()).containsExactly("stop shop", "start shop");
        assertThat(shop.open()).isZero();
    }

    @Test
    void a_service_that_did_not_run_is_not_started() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop").running(false);
        try (Backups backups = host.with(nightly().around(shop.definition()))) {
            backups.run("nightly").orThrow();
        }
        assertThat(shop.log()).isEmpty();
    }

    @Test
    void services_run_again_when_the_capture_fails_and_when_the_run_is_cancelled() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop");
        orders.onCapture(ScriptedTarget.fail("no"));
        try (Backups backups = host.with(nightly().around(shop.definition()))) {
            assertThat(backups.run("nightly").state()).isEqualTo(RunState.FAILED);
            assertThat(shop.isRunning()).isTrue();
        }
        Pause pause = new Pause();
        orders.plainCapture();
        orders.onCapture(ScriptedTarget.pause(pause));
        try (Backups backups = host.with(nightly().around(shop.definition()))) {
            RunHandle run = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
            assertThat(shop.isRunning()).isFalse();
            run.cancel();
            assertThat(run.await().state()).isEqualTo(RunState.CANCELLED);
            assertThat(shop.isRunning()).isTrue();
        }
    }

    @Test
    void a_hook_that_fails_half_way_is_undone_and_fails_the_run_before_the_capture() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop").afterStop(context -> {
            throw new IOException("stopped, and then the connection broke");
        });
        try (Backups backups = host.with(nightly().around(shop.definition()))) {
            assertThatThrownBy(() -> backups.run("nightly").orThrow()).isInstanceOf(HookException.class);
        }
        assertThat(shop.isRunning()).isTrue();
        assertThat(orders.captures()).isZero();
    }

    @Test
    void an_undo_that_fails_is_tried_again() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop").failUndo(2);
        try (Backups backups = host.with(nightly().around(shop.definition()))) {
            backups.run("nightly").orThrow();
        }
        assertThat(shop.isRunning()).isTrue();
    }

    @Test
    void an_undo_that_goes_on_failing_is_the_runs_gravest_problem_and_is_done_by_a_later_recovery() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop").failUndo(9);
        Job job = nightly().around(shop.definition());
        try (Backups backups = host.with(job)) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.problems().get(0).code()).isEqualTo("HF-HOK-004");
            assertThatThrownBy(report::orThrow)
                    .isInstanceOf(HookException.class)
                    .hasMessageContaining("could not undo its act on service:shop");
            assertThat(shop.isRunning()).isFalse();
            assertThatThrownBy(() -> backups.run("nightly")).hasMessageContaining("could not be undone yet");
            assertThat(backups.recover().isClean()).isTrue();
            assertThat(shop.isRunning()).isTrue();
            backups.run("nightly").orThrow();
        }
    }

    @Test
    void a_pause_longer_than_max_pause_ends_and_fails_the_run() throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop");
        Pause pause = new Pause();
        orders.onCapture(ScriptedTarget.pause(pause));
        HookUse use = HookUse.of(shop.definition()).maxPause(Duration.ofMillis(50));
        try (Backups backups = host.with(nightly().around(use))) {
            assertThatThrownBy(() -> backups.run("nightly").orThrow())
                    .isInstanceOf(HookException.class)
                    .hasMessageContaining("max-pause");
        }
        assertThat(shop.isRunning()).isTrue();
    }

    @Test
    void a_store_without_room_for_a_backup_like_the_last_one_is_said_before_anything_is_written() throws Exception {
        orders.onCapture(ScriptedTarget.randomArtifact("dump", 1_000_000, 3));
        try (Backups backups = host.with(nightly())) {
            backups.run("nightly").orThrow();
            host.local.capacity(1_500_000);
            assertThatThrownBy(() -> backups.run("nightly").orThrow())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("free, and the backup is expected to need")
                    .extracting(e -> ((StoreException) e).context())
                    .satisfies(context -> assertThat(context.toString()).contains("needed", "free"));
            assertThat(listed(backups)).hasSize(1);
        }
    }

    @Test
    void a_run_proven_as_decoded_says_so_in_the_list() throws Exception {
        try (Backups backups = host.with(nightly().verify(VerificationLevel.DECODED))) {
            backups.run("nightly").orThrow();
            assertThat(backups.catalog()
                            .list(CatalogQuery.all())
                            .get(0)
                            .verification()
                            .level())
                    .isEqualTo(VerificationLevel.DECODED);
        }
    }

    @Test
    void unknown_jobs_and_targets_are_named_with_those_there_are() {
        try (Backups backups = host.with(nightly())) {
            assertThatThrownBy(() -> backups.run("weekly"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("weekly")
                    .extracting(e -> ((ConfigurationException) e).hint())
                    .asString()
                    .contains("nightly");
            assertThatThrownBy(() -> backups.run(RunRequest.of("nightly").target("shop")))
                    .isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void all_faults_of_a_host_are_reported_together() {
        assertThatThrownBy(() -> host.builder()
                        .job(TestHost.job("empty"))
                        .job(nightly().to("nowhere"))
                        .store("twin", host.local.definition())
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("job empty has no target")
                .hasMessageContaining("nowhere")
                .hasMessageContaining("stores local and twin are both at");
    }

    @Test
    void a_listener_that_throws_does_not_disturb_a_run() throws Exception {
        try (Backups backups = host.builder()
                .job(nightly())
                .listener(event -> {
                    throw new IllegalStateException("listener");
                })
                .build()) {
            backups.run("nightly").orThrow();
        }
    }
}
