package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.spi.Upload;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.Pause;
import dev.holdfast.backup.testkit.ScriptedTarget;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no manifest names is removed, but never what somebody may still need. */
class SweepTest {

    private static final String ORPHAN = "orders/orders_20261119_000000/orders_20261119_000000.dump.zst";
    private static final String ORPHANS_MANIFEST = "orders/orders_20261119_000000/manifest.json";
    private static final Duration GRACE = Duration.ofDays(3);

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Job nightly() {
        return TestHost.job("nightly").protect(orders.definition());
    }

    @Test
    void an_orphan_older_than_the_longest_run_is_removed_and_every_backup_stays_whole() throws Exception {
        try (Backups backups = host.with(nightly())) {
            backups.run("nightly").orThrow();
            List<String> whole = host.local.keys();
            host.local.put(ORPHAN, new byte[10]);
            host.clock.advance(GRACE.plusSeconds(1));
            assertThat(backups.sweep()).isEqualTo(1);
            assertThat(host.local.keys()).isEqualTo(whole);
            assertThat(backups.catalog().list(CatalogQuery.all())).hasSize(1);
        }
    }

    @Test
    void an_orphan_that_may_belong_to_a_run_that_goes_on_elsewhere_stays() throws Exception {
        try (Backups backups = host.with(nightly())) {
            backups.run("nightly").orThrow();
            host.local.put(ORPHAN, new byte[10]);
            host.clock.advance(GRACE.minusSeconds(1));
            assertThat(backups.sweep()).isZero();
            assertThat(host.local.keys()).contains(ORPHAN);
        }
    }

    @Test
    void what_a_run_of_this_host_writes_stays_however_long_the_run_takes() throws Exception {
        Pause pause = new Pause();
        orders.onCapture(ScriptedTarget.randomArtifact("first", 1000, 1))
                .onCapture(ScriptedTarget.pause(pause))
                .onCapture(ScriptedTarget.documents(orders));
        try (Backups backups = host.with(nightly())) {
            RunHandle running = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
            List<String> written = host.local.keys();
            assertThat(written).anyMatch(key -> key.contains("first"));
            host.clock.advance(GRACE.multipliedBy(2));
            assertThat(backups.sweep()).isZero();
            assertThat(host.local.keys()).containsAll(written);
            pause.release();
            running.await().orThrow();
        }
    }

    @Test
    void an_orphan_stays_for_twice_as_long_as_the_longest_run_may_take() throws Exception {
        Duration longest = Duration.ofDays(10);
        try (Backups backups = host.with(
                nightly(),
                TestHost.job("archive")
                        .protect(ScriptedTarget.named("archive").definition())
                        .timeout(longest))) {
            backups.run("nightly").orThrow();
            host.local.put(ORPHAN, new byte[10]);
            host.clock.advance(longest.multipliedBy(2).minusSeconds(1));
            assertThat(backups.sweep()).isZero();
            host.clock.advance(Duration.ofSeconds(2));
            assertThat(backups.sweep()).isEqualTo(1);
        }
    }

    @Test
    void a_timeout_beyond_all_times_keeps_orphans_and_fails_nothing() throws Exception {
        try (Backups backups = host.with(nightly().timeout(Duration.ofDays(100_000)))) {
            host.local.put(ORPHAN, new byte[10]);
            host.clock.advance(Duration.ofDays(30_000));
            assertThat(backups.sweep()).isZero();
        }
    }

    private void leaveTwoOrphans(Backups backups) throws Exception {
        backups.run("nightly").orThrow();
        host.local.put(ORPHAN, new byte[10]);
        host.local.put(ORPHAN.replace("20261119", "20261118"), new byte[10]);
        host.clock.advance(GRACE.plusSeconds(1));
    }

    private long orphans() {
        return host.local.keys().stream()
                .filter(key -> key.contains("_2026111"))
                .count();
    }

    private Backups waitingAt(GatedStore gate, ScriptedLeases leases, SteppedWatchdog watchdog) {
        return new TestHost(state, host.clock, gate.before(host.local.definition()))
                .builder()
                .leases(leases)
                .watchdog(watchdog)
                .job(nightly())
                .build();
    }

    @Test
    void a_store_is_swept_by_one_at_a_time_and_the_other_stores_do_not_wait_for_that() throws Exception {
        GatedStore gate = new GatedStore("_2026111");
        InMemoryStore free = new InMemoryStore("free", host.clock);
        try (Backups first = new TestHost(state, host.clock, gate.before(host.local.definition())).with(nightly());
                Backups other =
                        host.store("free", free.definition()).with(nightly().to("local"))) {
            leaveTwoOrphans(other);
            free.put(ORPHAN, new byte[10]);
            host.clock.advance(GRACE.plusSeconds(1));
            OperationHandle<Integer> sweep = first.startSweep();
            gate.awaitReached();
            assertThatThrownBy(other::sweep)
                    .isInstanceOfSatisfying(
                            LeaseException.class, e -> assertThat(e.code()).isEqualTo("HF-LEA-001"))
                    .hasMessageContaining("sweep/local is in use by");
            assertThat(free.keys()).as("the store that nobody else sweeps").doesNotContain(ORPHAN);
            gate.release();
            assertThat(sweep.await()).isEqualTo(2);
            assertThat(other.sweep()).isZero();
        }
    }

    @Test
    void a_sweep_that_lost_its_lease_ends_and_removes_nothing_more() throws Exception {
        GatedStore gate = new GatedStore("_2026111");
        ScriptedLeases leases = new ScriptedLeases();
        SteppedWatchdog watchdog = new SteppedWatchdog();
        try (Backups backups = waitingAt(gate, leases, watchdog)) {
            leaveTwoOrphans(backups);
            OperationHandle<Integer> sweep = backups.startSweep();
            gate.awaitReached();
            leases.lose();
            watchdog.beat();
            gate.release();
            assertThatThrownBy(sweep::await)
                    .isInstanceOf(LeaseException.class)
                    .hasMessageContaining("node two took it over");
            assertThat(orphans()).isEqualTo(1);
            assertThat(leases.resources()).contains("sweep/local");
        }
    }

    @Test
    void a_commit_that_comes_while_its_objects_are_swept_fails() throws Exception {
        AtomicReference<StoreException> late = new AtomicReference<>();
        StoreFaults faults = new StoreFaults();
        faults.fail("delete " + ORPHAN, () -> {
            try (Upload manifest = host.local.upload(new ObjectKey(ORPHANS_MANIFEST), OptionalLong.empty())) {
                manifest.commit();
            } catch (StoreException e) {
                late.set(e);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return new IOException("the disk stumbles");
        });
        TestHost watched = new TestHost(state, host.clock, FaultyStore.of(host.local.definition(), faults));
        try (Backups backups = watched.with(nightly())) {
            backups.run("nightly").orThrow();
            host.local.put(ORPHAN, new byte[10]);
            host.clock.advance(GRACE.plusSeconds(1));
            assertThatThrownBy(backups::sweep).hasMessageContaining("the disk stumbles");
            assertThat(late.get()).isNotNull();
            assertThat(late.get().code()).isEqualTo("HF-STO-003");
            assertThat(backups.catalog().list(CatalogQuery.all()))
                    .as("a tombstone is no backup")
                    .hasSize(1);
            faults.reset();
            host.clock.advance(GRACE.plusSeconds(1));
            backups.sweep();
            assertThat(host.local.keys()).noneMatch(key -> key.startsWith("orders/orders_20261119"));
        }
    }
}
