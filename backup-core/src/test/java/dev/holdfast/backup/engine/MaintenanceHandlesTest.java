package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.codec.NoCompressorProvider;
import dev.holdfast.backup.codec.ZstdCompressorProvider;
import dev.holdfast.backup.event.BackupRemoved;
import dev.holdfast.backup.event.BackupVerified;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.retention.Retention;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.MemoryArchiverProvider;
import dev.holdfast.backup.testkit.ScriptedTarget;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifications, expiries, sweeps and recoveries can be waited for and cancelled as runs can. */
@Timeout(60)
class MaintenanceHandlesTest {

    private static final String ORPHAN = "orders/orders_2026111%d_000000/orders_2026111%d_000000.dump";

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");
    private final GatedStore gate = new GatedStore("orders_2026111.*dump");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Job nightly() {
        return TestHost.job("nightly").protect(orders.definition());
    }

    private static ExpirePlan plan(Backups backups) {
        return backups.planExpire(List.of());
    }

    private int listed(Backups backups) {
        return backups.catalog().list(CatalogQuery.all()).size();
    }

    private void make(Backups backups, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            backups.run("nightly").orThrow();
            host.clock.advance(Duration.ofDays(1));
        }
    }

    private List<Path> journals() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("runs"))) {
            return files.toList();
        }
    }

    /** A host that waits at the gate at the first event of a kind. */
    private Backups waitingAt(Class<?> event) {
        BackupsBuilder builder = host.builder().job(nightly());
        builder.listener(happened -> {
            if (event.isInstance(happened)) {
                gate.here();
            }
        });
        return builder.build();
    }

    @Test
    void each_operation_has_an_id_of_its_own_and_gives_what_its_blocking_form_gives() throws Exception {
        try (Backups backups = host.with(nightly().keep(Retention.last(1)))) {
            make(backups, 1);
            OperationHandle<VerifyReport> verify = backups.startVerify(List.of(), VerificationLevel.STORED);
            OperationHandle<Integer> expire = backups.startExpire(plan(backups));
            OperationHandle<Integer> sweep = backups.startSweep();
            OperationHandle<RecoveryReport> recover = backups.startRecover();
            assertThat(verify.await().isGood()).isTrue();
            assertThat(expire.await(Duration.ofSeconds(30))).hasValue(0);
            assertThat(sweep.await()).isZero();
            assertThat(recover.await().isClean()).isTrue();
            assertThat(List.of(verify.id(), expire.id(), sweep.id(), recover.id()))
                    .doesNotHaveDuplicates();
            verify.cancel();
            assertThat(verify.await().isGood()).as("a cancel behind the end").isTrue();
        }
    }

    @Test
    void a_cancelled_verification_ends_between_two_backups() throws Exception {
        try (Backups backups = waitingAt(BackupVerified.class)) {
            make(backups, 2);
            OperationHandle<VerifyReport> verify = backups.startVerify(List.of(), VerificationLevel.STORED);
            gate.awaitReached();
            verify.cancel();
            gate.release();
            assertThatThrownBy(verify::await).isInstanceOf(CancelledException.class);
            assertThat(host.events.events(BackupVerified.class)).hasSize(1);
        }
    }

    /** A type whose own proof never ends by itself. */
    private static final class EndlessProof implements TargetProvider {
        private final CountDownLatch reached = new CountDownLatch(1);

        @Override
        public String type() {
            return ScriptedTarget.TYPE;
        }

        @Override
        public List<Setting> settings() {
            return List.of();
        }

        @Override
        public TargetDefinition create(String name, Settings settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void verify(BackupReader from, RunContext context) throws Exception {
            reached.countDown();
            new CountDownLatch(1).await();
        }
    }

    @Test
    void a_cancel_ends_the_proof_of_a_target_type_that_looks_at_no_cancellation() throws Exception {
        EndlessProof proof = new EndlessProof();
        try (Backups backups = host.builder()
                .providers(Providers.of(
                        new NoCompressorProvider(), new ZstdCompressorProvider(), new MemoryArchiverProvider(), proof))
                .job(nightly())
                .build()) {
            make(backups, 1);
            OperationHandle<VerifyReport> verify = backups.startVerify(List.of(), VerificationLevel.DECODED);
            assertThat(proof.reached.await(30, TimeUnit.SECONDS)).isTrue();
            verify.cancel();
            assertThatThrownBy(verify::await).isInstanceOf(CancelledException.class);
            assertThat(host.events.events(BackupVerified.class)).isEmpty();
        }
    }

    @Test
    void a_cancelled_expiry_ends_behind_the_backup_it_is_at_and_leaves_no_journal() throws Exception {
        try (Backups backups = waitingAt(BackupRemoved.class);
                Backups judge = host.with(nightly().keep(Retention.last(1)))) {
            make(backups, 3);
            OperationHandle<Integer> expire = backups.startExpire(plan(judge));
            gate.awaitReached();
            expire.cancel();
            gate.release();
            assertThatThrownBy(expire::await).isInstanceOf(CancelledException.class);
            assertThat(listed(backups)).as("of three, of which two were to go").isEqualTo(2);
            assertThat(journals()).isEmpty();
            assertThat(backups.recover().interrupted()).isEmpty();
            assertThat(backups.expire(plan(judge))).isEqualTo(1);
        }
    }

    private Backups waitingInSweep() {
        return new TestHost(state, host.clock, gate.before(host.local.definition())).with(nightly());
    }

    private void leaveOrphans() {
        for (int day = 1; day <= 3; day++) {
            host.local.put(ORPHAN.formatted(day, day), new byte[10]);
        }
        host.clock.advance(Duration.ofDays(30));
    }

    private long orphans() {
        return host.local.keys().stream().filter(key -> key.endsWith(".dump")).count();
    }

    @Test
    void a_cancelled_sweep_ends_behind_the_remains_it_is_at() throws Exception {
        try (Backups backups = waitingInSweep()) {
            backups.run("nightly").orThrow();
            leaveOrphans();
            OperationHandle<Integer> sweep = backups.startSweep();
            gate.awaitReached();
            sweep.cancel();
            gate.release();
            assertThatThrownBy(sweep::await).isInstanceOf(CancelledException.class);
            assertThat(orphans()).isEqualTo(2);
            assertThat(host.local.keys())
                    .as("no tombstone stays")
                    .noneMatch(key -> key.contains("2026111") && key.endsWith("manifest.json"));
            assertThat(backups.sweep()).isEqualTo(2);
        }
    }

    private static void awaitTimedWaitOf(Thread thread) {
        Deadline deadline = Deadline.after(Duration.ofSeconds(30));
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            if (deadline.isOver()) {
                throw new AssertionError(thread + " does not wait");
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void closing_cancels_a_sweep_and_waits_for_its_end() throws Exception {
        Backups backups = waitingInSweep();
        backups.run("nightly").orThrow();
        leaveOrphans();
        OperationHandle<Integer> sweep = backups.startSweep();
        gate.awaitReached();
        Thread closer = new Thread(backups::close, "holdfast-test-closer");
        closer.start();
        // The cancel comes before the wait, and the wait is where it stays as long as the gate is shut.
        awaitTimedWaitOf(closer);
        gate.release();
        closer.join();
        assertThatThrownBy(() -> sweep.await(Duration.ZERO)).isInstanceOf(CancelledException.class);
        assertThat(orphans()).isEqualTo(2);
    }

    @Test
    void a_cancelled_recovery_ends_behind_the_run_it_is_at_and_leaves_the_others_for_the_next_one() throws Exception {
        host.clock.advance(Duration.ofDays(-5));
        StoreFaults faults = new StoreFaults().kill("commit .*manifest");
        orders.onCapture(ScriptedTarget.randomArtifact("dump", 100, 1));
        Throwable kill = catchThrowable(() -> {
            try (Backups dying =
                    new TestHost(state, host.clock, FaultyStore.of(host.local.definition(), faults)).with(nightly())) {
                dying.run("nightly");
            }
        });
        assertThat(faults.isKilled()).as("killed: %s", kill).isTrue();
        Path journal = journals().get(0);
        Files.copy(journal, journal.resolveSibling("second-" + journal.getFileName()));
        try (Backups backups = waitingInSweep()) {
            OperationHandle<RecoveryReport> recovery = backups.startRecover();
            gate.awaitReached();
            recovery.cancel();
            gate.release();
            assertThatThrownBy(recovery::await).isInstanceOf(CancelledException.class);
            assertThat(host.local.keys()).noneMatch(key -> key.startsWith("orders/"));
            assertThat(journals()).hasSize(1);
            assertThat(backups.historyOf(recovery.id()).map(RunRecord::state)).contains(RunState.CANCELLED);
            assertThat(backups.recover().interrupted()).hasSize(1);
            assertThat(journals()).isEmpty();
        }
    }

    @Test
    void an_interrupt_cancels_a_blocking_sweep_which_has_ended_when_the_caller_goes_on() throws Exception {
        try (Backups backups = waitingInSweep()) {
            backups.run("nightly").orThrow();
            leaveOrphans();
            Thread caller = Thread.currentThread();
            Thread other = new Thread(
                    () -> {
                        try {
                            gate.awaitReached();
                            caller.interrupt();
                            // The caller waits without end until it hears of the interrupt, then cancels and waits for
                            // a while.
                            awaitTimedWaitOf(caller);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            gate.release();
                        }
                    },
                    "holdfast-test-interrupter");
            other.start();
            assertThatThrownBy(backups::sweep).isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted())
                    .as("the interrupt is still to be seen")
                    .isTrue();
            other.join();
            assertThat(orphans()).isEqualTo(2);
        }
    }
}
