package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.event.HookEntered;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseService;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import dev.holdfast.backup.testkit.StoreFaults;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is due makes one backup of a target for its instant, however often it is begun. */
class DueRunTest {

    private static final Instant DUE = Instant.parse("2026-11-20T02:00:00Z");

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

    private static List<CatalogEntry> listed(Backups backups) {
        return backups.catalog().list(CatalogQuery.all());
    }

    private static RunRequest due() {
        return RunRequest.of("nightly").because(RunCause.schedule(RunTrigger.SCHEDULE, DUE, 1));
    }

    @Test
    void the_instant_is_in_the_manifest_and_in_the_catalog() throws Exception {
        try (Backups backups = host.with(nightly())) {
            backups.run(due()).orThrow();
            assertThat(listed(backups)).extracting(CatalogEntry::dueAt).containsExactly(DUE);
            assertThat(backups.catalog().manifest(listed(backups).get(0).id()).dueAt())
                    .isEqualTo(DUE);
        }
        try (Backups later = host.with(nightly())) {
            assertThat(listed(later))
                    .as("out of the cache")
                    .extracting(CatalogEntry::dueAt)
                    .containsExactly(DUE);
        }
    }

    @Test
    void a_second_run_for_the_instant_captures_nothing_rests_nothing_and_shows_the_backup_that_is_there()
            throws Exception {
        ScriptedHook shop = ScriptedHook.stopping("shop");
        try (Backups backups = host.with(nightly().around(shop.definition()))) {
            RunReport first = backups.run(due()).orThrow();
            int entered = host.events.events(HookEntered.class).size();
            host.clock.advance(Duration.ofHours(1));
            RunReport second = backups.run(due()).orThrow();
            assertThat(second.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(second.backups().get(0).manifest())
                    .isEqualTo(first.backups().get(0).manifest());
            assertThat(second.backups().get(0).problems())
                    .extracting(Problem::code)
                    .containsExactly("HF-RUN-076");
            assertThat(host.events.events(HookEntered.class)).hasSize(entered);
            assertThat(listed(backups)).hasSize(1);
        }
    }

    @Test
    void only_the_targets_that_lack_a_backup_of_the_instant_are_captured() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        uploads.beforeCapture(context -> {
            if (broken.get()) {
                throw new java.io.IOException("the disk is gone");
            }
        });
        try (Backups backups = host.with(nightly().protect(uploads.definition()))) {
            assertThat(backups.run(due()).state()).isEqualTo(RunState.FAILED);
            broken.set(false);
            host.clock.advance(Duration.ofMinutes(5));
            assertThat(backups.run(due()).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(listed(backups))
                    .extracting(entry -> entry.target().name())
                    .containsExactlyInAnyOrder("orders", "uploads");
        }
    }

    @Test
    void another_instant_and_another_job_have_backups_of_their_own() throws Exception {
        try (Backups backups = host.with(nightly(), TestHost.job("weekly").protect(orders.definition()))) {
            backups.run(due()).orThrow();
            backups.run(due().due(DUE.plusSeconds(3600))).orThrow();
            backups.run(RunRequest.of("weekly").due(DUE)).orThrow();
            backups.run(RunRequest.of("nightly")).orThrow();
            assertThat(listed(backups)).hasSize(4);
        }
    }

    @Test
    void a_store_that_lacks_the_backup_of_an_earlier_attempt_is_told_with_what_to_do() throws Exception {
        InMemoryStore far = new InMemoryStore("far", host.clock);
        StoreFaults faults = new StoreFaults().fail("commit .*manifest");
        host.store("far", FaultyStore.of(far.definition(), faults));
        try (Backups backups = host.with(nightly().to("local").to("far"))) {
            assertThat(backups.run(due()).orThrow().state()).isEqualTo(RunState.DEGRADED);
            RunReport second = backups.run(due()).orThrow();
            assertThat(second.state()).isEqualTo(RunState.DEGRADED);
            BackupResult result = second.backups().get(0);
            assertThat(result.problems()).extracting(Problem::code).containsExactly("HF-RUN-076", "HF-RUN-077");
            backups.copy(result.backup().orElseThrow().id(), "far");
            assertThat(backups.run(due()).orThrow().state()).isEqualTo(RunState.SUCCEEDED);
        }
        faults.assertAllHappened();
    }

    @Test
    void a_store_that_cannot_be_asked_does_not_keep_the_others_from_a_backup() throws Exception {
        InMemoryStore far = new InMemoryStore("far", host.clock);
        StoreFaults faults = new StoreFaults().fail("(list|children) orders");
        host.store("far", FaultyStore.of(far.definition(), faults));
        try (Backups backups = host.with(nightly().to("local").to("far"))) {
            assertThat(backups.run(due()).state().isUsable()).isTrue();
            assertThat(listed(backups)).hasSize(1);
        }
    }

    @Test
    void who_stood_still_for_so_long_that_another_one_made_the_backup_gives_up_right_before_the_commit()
            throws Exception {
        AtomicBoolean overtaken = new AtomicBoolean();
        try (Backups other = host.builder().leases(ALWAYS).job(nightly()).build()) {
            orders.beforeCapture(context -> {
                if (overtaken.compareAndSet(false, true)) {
                    host.clock.advance(Duration.ofHours(1));
                    other.run(due()).orThrow();
                }
            });
            try (Backups backups = host.builder().leases(ALWAYS).job(nightly()).build()) {
                RunReport report = backups.run(due());
                assertThat(report.state()).isEqualTo(RunState.FAILED);
                assertThatThrownBy(report::orThrow)
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("somebody else made the backup of orders for " + DUE);
                assertThat(listed(backups)).hasSize(1);
            }
        }
        assertThat(host.local.incompleteUploads()).isZero();
    }

    /** Stands for leases that two processes believe to have. */
    private static final LeaseService ALWAYS = request -> new Lease() {
        @Override
        public long fence() {
            return 1;
        }

        @Override
        public boolean renew() {
            return true;
        }

        @Override
        public void close() {}
    };

    @Test
    void a_run_whose_target_is_in_use_is_refused_and_remembered_so() throws Exception {
        InMemoryRunHistory history = new InMemoryRunHistory();
        try (Backups backups = host.builder().history(history).job(nightly()).build()) {
            orders.beforeCapture(context -> {
                RunReport second = backups.run(RunRequest.of("nightly"));
                assertThat(second.state()).isEqualTo(RunState.REFUSED);
                assertThatThrownBy(second::orThrow).hasMessageContaining("is in use by");
            });
            backups.run("nightly").orThrow();
        }
        assertThat(history.page(HistoryQuery.ALL).runs())
                .extracting(RunRecord::state)
                .containsExactlyInAnyOrder(RunState.SUCCEEDED, RunState.REFUSED);
    }
}
