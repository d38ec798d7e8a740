package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.spi.Upload;
import dev.holdfast.backup.testkit.FaultyStore;
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
