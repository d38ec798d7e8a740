package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.retention.Retention;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run looks for room before it begins, and makes some only where it was told to. */
class SpaceTest {

    private static final int BACKUP = 200_000;

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedTarget orders =
            ScriptedTarget.named("orders").onCapture(ScriptedTarget.randomArtifact("dump", BACKUP, 1));

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Job nightly() {
        return TestHost.job("nightly").protect(orders.definition());
    }

    private void run(Backups backups, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            backups.run("nightly").orThrow();
            host.clock.advance(Duration.ofDays(1));
        }
    }

    private List<String> listed(Backups backups) {
        return backups.catalog().list(CatalogQuery.all()).stream()
                .map(entry -> entry.id().value().substring("orders_".length(), "orders_20261120".length()))
                .toList();
    }

    @Test
    void a_store_without_room_for_as_much_as_the_last_time_is_told_before_anything_is_captured() throws Exception {
        try (Backups backups = host.with(nightly())) {
            run(backups, 1);
            host.local.capacity(host.local.copy().values().stream()
                            .mapToLong(bytes -> bytes.length)
                            .sum()
                    + BACKUP / 2);
            int captures = orders.captures();
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            assertThatThrownBy(report::orThrow).isInstanceOfSatisfying(StoreException.class, e -> {
                assertThat(e.code()).isEqualTo("HF-RUN-070");
                assertThat(Long.parseLong(e.context().get("needed"))).isGreaterThan(BACKUP);
                assertThat(Long.parseLong(e.context().get("free"))).isLessThan(BACKUP);
            });
            assertThat(orders.captures()).isEqualTo(captures);
            assertThat(listed(backups)).containsExactly("20261120");
        }
    }

    @Test
    void a_store_without_room_drops_out_and_the_others_go_on() throws Exception {
        InMemoryStore small = new InMemoryStore("small", host.clock);
        host.store("small", small.definition());
        try (Backups backups = host.with(nightly().to("local").to("small"))) {
            run(backups, 1);
            small.capacity(BACKUP + 50_000);
            RunReport report = backups.run("nightly").orThrow();
            assertThat(report.state()).isEqualTo(RunState.DEGRADED);
            assertThat(report.problems()).extracting("code").contains("HF-RUN-070");
            assertThat(listed(backups)).containsExactly("20261121", "20261120");
        }
    }

    @Test
    void min_free_drops_the_oldest_first_and_only_as_many_as_it_takes() throws Exception {
        try (Backups backups = host.with(nightly().keep(Retention.last(10).minFree(BACKUP)))) {
            run(backups, 4);
            host.local.capacity(BACKUP * 5L + 60_000);
            backups.run("nightly").orThrow();
            assertThat(listed(backups)).containsExactly("20261124", "20261123", "20261122", "20261121");
        }
    }

    @Test
    void min_free_never_drops_a_pinned_backup_nor_the_last_good_ones() throws Exception {
        try (Backups backups =
                host.with(nightly().keep(Retention.last(10).atLeast(2).minFree(100L * BACKUP)))) {
            run(backups, 4);
            backups.pin(new BackupId("orders_20261120_021500"), "the first one");
            host.local.capacity(BACKUP * 6L);
            backups.run("nightly");
            assertThat(listed(backups))
                    .contains("20261120", "20261122", "20261123")
                    .doesNotContain("20261121");
        }
    }
}
