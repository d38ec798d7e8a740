package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.event.BackupListener;
import dev.holdfast.backup.event.HookEntered;
import dev.holdfast.backup.event.HookUndone;
import dev.holdfast.backup.event.ProgressMade;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.Pause;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing stays stopped, whatever happens between the enter of a hook and its undo. */
@Timeout(120)
class HookTest {

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");
    private final ScriptedHook shop = ScriptedHook.stopping("shop");
    private final ScriptedHook mill = ScriptedHook.stopping("mill");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Job nightly(HookUse... uses) {
        Job job = TestHost.job("nightly").protect(orders.definition());
        for (HookUse use : uses) {
            job = job.around(use);
        }
        return job;
    }

    private Backups with(BackupsBuilder builder, Job job) {
        return builder.job(job).build();
    }

    private List<Path> journals() throws IOException {
        Path runs = state.resolve("runs");
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(runs)) {
            return files.toList();
        }
    }

    private static List<String> codes(List<Problem> problems) {
        return problems.stream().map(Problem::code).toList();
    }

    /** Waits for an interrupt, and then for longer than a hasty undo would need. */
    private static void untilInterrupted(CountDownLatch undone) throws InterruptedException {
        try {
            new CountDownLatch(1).await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            assertThat(undone.await(300, TimeUnit.MILLISECONDS))
                    .as("an undo before the end of the enter")
                    .isFalse();
        }
    }

    private static BackupListener counting(CountDownLatch undone) {
        return event -> {
            if (event instanceof HookUndone) {
                undone.countDown();
            }
        };
    }

    @Test
    void a_stop_that_lands_behind_the_timeout_of_its_enter_is_undone() throws Exception {
        CountDownLatch undone = new CountDownLatch(1);
        shop.beforeStop(context -> untilInterrupted(undone));
        HookUse use = HookUse.of(shop.definition()).timeout(Duration.ofMillis(500));
        try (Backups backups = with(host.builder().listener(counting(undone)), nightly(use))) {
            assertThatThrownBy(() -> backups.run("nightly").orThrow())
                    .isInstanceOf(HookException.class)
                    .hasMessageContaining("did not enter within PT0.5S");
        }
        assertThat(shop.log()).containsExactly("stop shop", "start shop");
        assertThat(shop.isRunning()).isTrue();
        assertThat(journals()).isEmpty();
    }

    @Test
    void an_enter_that_does_not_end_is_told_and_a_recovery_undoes_what_it_did_later() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        shop.beforeStop(context -> {
            boolean waiting = true;
            while (waiting) {
                try {
                    waiting = !released.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    // A hook that heeds nothing.
                }
            }
        });
        shop.afterStop(context -> stopped.countDown());
        HookUse use = HookUse.of(shop.definition()).timeout(Duration.ofMillis(500));
        try (Backups backups = host.with(nightly(use))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(codes(report.problems())).contains("HF-HOK-007");
            assertThat(journals()).hasSize(1);
            released.countDown();
            assertThat(stopped.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(shop.isRunning()).isFalse();
            assertThat(backups.recover().isClean()).isTrue();
        }
        assertThat(shop.isRunning()).isTrue();
        assertThat(journals()).isEmpty();
    }

    @Test
    void a_pause_ends_on_time_while_none_of_the_hosts_threads_is_free() throws Exception {
        SteppedWatchdog watchdog = new SteppedWatchdog();
        CountDownLatch undone = new CountDownLatch(1);
        Pause pause = new Pause();
        LinkedBlockingQueue<Runnable> late = new LinkedBlockingQueue<>();
        ExecutorService pool = Executors.newCachedThreadPool();
        boolean[] busy = {false};
        orders.onCapture((sink, context) -> {
            synchronized (late) {
                busy[0] = true;
            }
            pause.here(context);
        });
        BackupsBuilder builder = host.builder()
                .listener(counting(undone))
                .watchdog(watchdog)
                .executor(task -> {
                    synchronized (late) {
                        if (busy[0]) {
                            late.add(task);
                            return;
                        }
                    }
                    pool.execute(task);
                });
        HookUse use = HookUse.of(shop.definition()).maxPause(Duration.ofSeconds(2));
        try (Backups backups = with(builder, nightly(use))) {
            RunHandle run = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
            watchdog.advance(Duration.ofMillis(1999));
            assertThat(shop.isRunning()).isFalse();
            watchdog.advance(Duration.ofMillis(1));
            assertThat(undone.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(shop.isRunning()).isTrue();
            synchronized (late) {
                busy[0] = false;
                late.forEach(pool::execute);
            }
            RunReport report = run.await();
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThatThrownBy(report::orThrow)
                    .isInstanceOf(HookException.class)
                    .hasMessageContaining("the pause of hook stop-shop was longer than max-pause of PT2S");
            assertThat(backups.catalog().list(CatalogQuery.all())).isEmpty();
        } finally {
            pool.shutdownNow();
        }
        assertThat(shop.log()).containsExactly("stop shop", "start shop");
    }

    @Test
    void each_hooks_pause_is_bounded_from_its_own_enter() throws Exception {
        SteppedWatchdog watchdog = new SteppedWatchdog();
        Pause pause = new Pause();
        orders.onCapture(ScriptedTarget.pause(pause));
        BackupListener slow = event -> {
            if (event instanceof HookEntered entered && entered.hook().equals("stop-shop")) {
                watchdog.advance(Duration.ofSeconds(5));
            }
        };
        HookUse patient = HookUse.of(shop.definition()).maxPause(Duration.ofSeconds(10));
        HookUse strict = HookUse.of(mill.definition()).maxPause(Duration.ofSeconds(2));
        try (Backups backups = with(host.builder().watchdog(watchdog).listener(slow), nightly(patient, strict))) {
            RunHandle run = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
            assertThat(mill.isRunning()).isFalse();
            watchdog.advance(Duration.ofSeconds(2));
            assertThatThrownBy(() -> run.await().orThrow()).hasMessageContaining("hook stop-mill");
        }
        assertThat(shop.isRunning()).isTrue();
        assertThat(mill.isRunning()).isTrue();
    }

    @Test
    void an_interrupt_in_the_pause_does_not_start_a_second_undo_beside_the_first() throws Exception {
        AtomicReference<Thread> runner = new AtomicReference<>();
        AtomicBoolean captured = new AtomicBoolean();
        AtomicBoolean interrupted = new AtomicBoolean();
        orders.onCapture((sink, context) -> {
            ScriptedTarget.documents(orders).run(sink, context);
            captured.set(true);
        });
        BackupListener interrupting = event -> {
            if (event instanceof HookEntered) {
                runner.set(Thread.currentThread());
            } else if (event instanceof ProgressMade && captured.get() && Thread.currentThread() == runner.get()) {
                interrupted.set(true);
                Thread.currentThread().interrupt();
            }
        };
        AtomicInteger now = new AtomicInteger();
        List<Integer> beside = new CopyOnWriteArrayList<>();
        TwoThings things = new TwoThings(resource -> {
            beside.add(now.incrementAndGet());
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            now.decrementAndGet();
        });
        try (Backups backups = with(host.builder().listener(interrupting), nightly(HookUse.of(things)))) {
            RunReport report = backups.run("nightly");
            assertThat(codes(report.problems())).doesNotContain("HF-HOK-004");
        }
        assertThat(interrupted).isTrue();
        assertThat(beside).containsExactly(1, 1);
        assertThat(things.held).isEmpty();
    }

    @Test
    void what_stays_stopped_never_hides_the_first_error() throws Exception {
        shop.failUndo(6);
        orders.onCapture(ScriptedTarget.fail("the disk is gone"));
        try (Backups backups = host.with(nightly(HookUse.of(shop.definition())))) {
            RunReport report = backups.run("nightly");
            assertThatThrownBy(report::orThrow).hasMessageContaining("the disk is gone");
            assertThat(report.problems().get(0).code()).isEqualTo("HF-HOK-004");
            assertThat(backups.recover().isClean()).isTrue();
        }
        assertThat(shop.isRunning()).isTrue();
    }

    @Test
    void an_error_that_an_undo_reports_is_the_runs_failure() throws Exception {
        TwoThings things = new TwoThings(resource -> {});
        things.reports.add(Problem.of(Severity.ERROR, Failure.of("TESTKIT-009", "it came back ill")));
        try (Backups backups = host.with(nightly(HookUse.of(things)))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThatThrownBy(report::orThrow)
                    .isInstanceOf(HookException.class)
                    .hasMessageContaining("it came back ill");
        }
        assertThat(things.held).isEmpty();
        assertThat(journals()).isEmpty();
    }

    @Test
    void one_thing_that_does_not_come_back_leaves_no_other_one_of_its_hook_held() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger runs = new AtomicInteger();
        TwoThings things = new TwoThings(resource -> {
            // In the run nothing comes back; in a recovery the thing that was stopped first does.
            if (broken.get() && (runs.get() == 0 || resource.equals("thing:two"))) {
                throw new IOException(resource + " does not start");
            }
        });
        try (Backups backups = host.with(nightly(HookUse.of(things)))) {
            assertThat(backups.run("nightly").state()).isEqualTo(RunState.FAILED);
            assertThat(things.held).containsExactlyInAnyOrder("thing:one", "thing:two");
            runs.incrementAndGet();
            assertThat(backups.recover().isClean()).isFalse();
            assertThat(things.held).containsExactly("thing:two");
            broken.set(false);
            assertThat(backups.recover().isClean()).isTrue();
        }
        assertThat(things.held).isEmpty();
    }

    @Test
    void two_acts_of_a_hook_on_one_thing_are_both_taken_back() throws Exception {
        List<String> back = new CopyOnWriteArrayList<>();
        TwoThings things = new TwoThings(back::add, List.of("thing:one", "thing:one"));
        try (Backups backups = host.with(nightly(HookUse.of(things)))) {
            backups.run("nightly").orThrow();
        }
        assertThat(back).containsExactly("thing:one", "thing:one");
        assertThat(journals()).isEmpty();
    }

    private Job snapshots(List<String> log, HookUse... uses) {
        Job job = TestHost.job("nightly").protect(orders.definition());
        TargetId id = new TargetId("held", "accounts");
        job = job.protect(TargetDefinition.of(id, () -> new HeldTarget(id, log)));
        for (HookUse use : uses) {
            job = job.around(use);
        }
        return job;
    }

    private BackupListener logging(List<String> log) {
        return event -> {
            if (event instanceof HookEntered entered) {
                log.add("enter " + entered.hook());
            } else if (event instanceof HookUndone undone) {
                log.add("undo " + undone.hook());
            }
        };
    }

    @Test
    void services_run_again_when_all_snapshots_are_taken_and_the_others_are_captured() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        orders.beforeCapture(context -> log.add("capture orders"));
        try (Backups backups =
                with(host.builder().listener(logging(log)), snapshots(log, HookUse.of(shop.definition())))) {
            backups.run("nightly").orThrow();
        }
        assertThat(log)
                .containsExactly(
                        "enter stop-shop", "snapshot accounts", "capture orders", "undo stop-shop", "read accounts");
    }

    @Test
    void services_that_are_to_rest_until_all_is_captured_do() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        HookUse use = HookUse.of(shop.definition()).endPause(EndPause.AFTER_CAPTURE);
        try (Backups backups = with(host.builder().listener(logging(log)), snapshots(log, use))) {
            backups.run("nightly").orThrow();
        }
        assertThat(log).containsExactly("enter stop-shop", "snapshot accounts", "read accounts", "undo stop-shop");
    }

    @Test
    void no_hook_is_undone_before_one_that_was_entered_after_it() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        ScriptedHook gate = ScriptedHook.stopping("gate");
        HookUse longer = HookUse.of(mill.definition()).endPause(EndPause.AFTER_CAPTURE);
        try (Backups backups = with(
                host.builder().listener(logging(log)),
                snapshots(log, HookUse.of(shop.definition()), longer, HookUse.of(gate.definition())))) {
            backups.run("nightly").orThrow();
        }
        assertThat(log)
                .containsSubsequence(
                        "snapshot accounts", "undo stop-gate", "read accounts", "undo stop-mill", "undo stop-shop")
                .hasSize(8);
    }

    @Test
    void an_optional_hook_that_fails_half_way_is_undone_before_the_capture() throws Exception {
        shop.afterStop(context -> {
            throw new IOException("stopped, and then the connection broke");
        });
        orders.beforeCapture(context -> assertThat(shop.isRunning()).isTrue());
        try (Backups backups = host.with(nightly(HookUse.of(shop.definition()).optional()))) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.state()).isEqualTo(RunState.DEGRADED);
            assertThat(codes(report.problems())).containsExactly("HF-HOK-001");
        }
        assertThat(shop.log()).containsExactly("stop shop", "start shop");
    }

    @Test
    void the_report_tells_what_was_held_still_and_by_whom() throws Exception {
        mill.running(false);
        try (Backups backups = host.with(nightly(HookUse.of(shop.definition()), HookUse.of(mill.definition())))) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.pauses()).hasSize(1);
            ServicePause pause = report.pauses().get(0);
            assertThat(pause.hook()).isEqualTo("stop-shop");
            assertThat(pause.resource()).isEqualTo("service:shop");
            assertThat(pause.length()).isPositive().isLessThanOrEqualTo(report.pause());
        }
    }

    @Test
    void a_run_that_stopped_nothing_had_no_pause() throws Exception {
        shop.running(false);
        try (Backups backups = host.with(nightly(HookUse.of(shop.definition())))) {
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.pause()).isZero();
            assertThat(report.pauses()).isEmpty();
        }
    }

    /** Something that may fail on the way back. */
    private interface WayBack {
        void of(String resource) throws Exception;
    }

    /** A hook that holds two things. */
    private static final class TwoThings implements HookDefinition {
        private final Set<String> held = ConcurrentHashMap.newKeySet();
        private final List<Problem> reports = new CopyOnWriteArrayList<>();
        private final WayBack back;
        private final List<String> resources;

        TwoThings(WayBack back) {
            this(back, List.of("thing:one", "thing:two"));
        }

        TwoThings(WayBack back, List<String> resources) {
            this.back = back;
            this.resources = resources;
        }

        @Override
        public String name() {
            return "things";
        }

        @Override
        public String type() {
            return "things";
        }

        @Override
        public Settings settings() {
            return Settings.none();
        }

        @Override
        public LifecycleHook open() {
            return new LifecycleHook() {
                @Override
                public void enter(HookContext context) {
                    for (String resource : resources) {
                        context.undo(new UndoRecord(
                                new ParticipantId(ParticipantId.Role.HOOK, name()),
                                type(),
                                Settings.none(),
                                resource,
                                1,
                                Map.of()));
                        held.add(resource);
                    }
                }

                @Override
                public void undo(UndoRecord record, RunContext context) throws Exception {
                    back.of(record.resource());
                    held.remove(record.resource());
                    reports.forEach(context::problem);
                }
            };
        }
    }

    /** A target that holds a moment still. */
    private record HeldTarget(TargetId id, List<String> log) implements BackupTarget, Snapshots {

        @Override
        public void capture(BackupSink sink, RunContext context) {
            throw new AssertionError("captured without its snapshot");
        }

        @Override
        public void restore(BackupReader from, RestoreRequest how, RunContext context) {
            throw new AssertionError("nobody restores it");
        }

        @Override
        public <A> Optional<A> ability(Class<A> type) {
            return type == Snapshots.class ? Optional.of(type.cast(this)) : Optional.empty();
        }

        @Override
        public void undo(UndoRecord record, RunContext context) {
            throw new AssertionError("it writes no records");
        }

        @Override
        public Snapshot snapshot(RunContext context) {
            log.add("snapshot " + id.name());
            return new Snapshot() {
                @Override
                public void capture(BackupSink sink, RunContext run) throws Exception {
                    log.add("read " + id.name());
                    try (OutputStream out = sink.artifact("dump")) {
                        out.write(1);
                    }
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    @Test
    void a_service_that_somebody_starts_in_the_pause_leaves_the_run_without_a_backup() throws Exception {
        orders.onCapture(ScriptedTarget.documents(orders)).onCapture((sink, context) -> shop.running(true));
        try (Backups backups =
                with(host.builder(), nightly(HookUse.of(shop.definition()), HookUse.of(mill.definition())))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.failure()).hasMessage("the service shop ran in its pause");
            assertThat(backups.catalog().list(CatalogQuery.all())).isEmpty();
        }
        assertThat(shop.isRunning()).isTrue();
        assertThat(mill.isRunning()).isTrue();
    }

    @Test
    void a_service_that_somebody_starts_only_degrades_the_run_where_the_hook_only_warns() throws Exception {
        orders.onCapture(ScriptedTarget.documents(orders)).onCapture((sink, context) -> shop.running(true));
        try (Backups backups =
                with(host.builder(), nightly(HookUse.of(shop.definition()).optional()))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.DEGRADED);
            assertThat(report.problems()).extracting(Problem::code).containsExactly("TESTKIT-006");
        }
    }

    @Test
    void a_service_that_rests_until_all_is_captured_may_not_be_started_before_that() throws Exception {
        orders.onCapture(ScriptedTarget.documents(orders)).onCapture((sink, context) -> mill.running(true));
        try (Backups backups = with(
                host.builder(),
                nightly(
                        HookUse.of(mill.definition()).endPause(EndPause.AFTER_CAPTURE),
                        HookUse.of(shop.definition())))) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThat(report.failure()).hasMessage("the service mill ran in its pause");
        }
        assertThat(shop.log()).containsExactly("stop shop", "start shop");
    }
}
