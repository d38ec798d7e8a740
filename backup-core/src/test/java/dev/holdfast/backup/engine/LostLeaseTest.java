package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.event.PhaseStarted;
import dev.holdfast.backup.testkit.Pause;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever lost a lease ends what it does, and commits nothing. */
@Timeout(60)
class LostLeaseTest {

    @TempDir
    Path state;

    private TestHost host;
    private final ScriptedLeases leases = new ScriptedLeases();
    private final SteppedWatchdog watchdog = new SteppedWatchdog();
    private final ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");

    @BeforeEach
    void makeAHost() {
        host = new TestHost(state);
    }

    private Backups backups() {
        return host.builder()
                .leases(leases)
                .watchdog(watchdog)
                .job(TestHost.job("nightly").protect(orders.definition()))
                .build();
    }

    private static void saysWhoTookIt(BackupException failure) {
        assertThat(failure).isInstanceOf(LeaseException.class);
        assertThat(failure.code()).isEqualTo("HF-LEA-002");
        assertThat(failure.getMessage()).contains("lost a lease: node two took it over");
        assertThat(failure.retryStatus()).isEqualTo(RetryStatus.LATER);
    }

    @Test
    void a_lease_that_is_found_lost_only_when_the_commit_asks_leaves_no_backup() throws Exception {
        orders.beforeCapture(context -> leases.loseUnnoticed());
        try (Backups backups = backups()) {
            RunReport report = backups.run("nightly");
            assertThat(report.state()).isEqualTo(RunState.FAILED);
            saysWhoTookIt(report.failure());
            assertThat(backups.catalog().list(CatalogQuery.all())).isEmpty();
        }
        assertThat(host.local.keys()).noneMatch(key -> key.startsWith("orders/"));
    }

    @Test
    void a_lease_that_is_lost_in_a_run_ends_the_run_where_it_is() throws Exception {
        Pause pause = new Pause();
        orders.onCapture(ScriptedTarget.pause(pause));
        try (Backups backups = backups()) {
            RunHandle run = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
            leases.lose();
            watchdog.beat();
            saysWhoTookIt(run.await().failure());
            assertThat(backups.catalog().list(CatalogQuery.all())).isEmpty();
        }
    }

    @Test
    void a_lease_that_is_lost_between_two_phases_is_told_as_lost_and_not_as_what_somebody_asked_for() throws Exception {
        try (Backups backups = host.builder()
                .leases(leases)
                .watchdog(watchdog)
                .listener(event -> {
                    if (event instanceof PhaseStarted phase && phase.phase().equals("stores")) {
                        leases.lose();
                        watchdog.beat();
                    }
                })
                .job(TestHost.job("nightly").protect(orders.definition()))
                .build()) {
            RunReport report = backups.run("nightly");
            saysWhoTookIt(report.failure());
            assertThat(report.state()).isEqualTo(RunState.FAILED);
        }
    }

    @Test
    void a_lease_is_looked_at_as_often_as_its_service_asks_for() throws Exception {
        leases.beat(Duration.ofMillis(416));
        try (Backups backups = backups()) {
            backups.run("nightly").orThrow();
        }
        assertThat(watchdog.intervals()).containsOnly(Duration.ofMillis(416));
    }

    @Test
    void a_service_that_throws_instead_of_answering_has_lost_the_lease() throws Exception {
        Pause pause = new Pause();
        orders.onCapture(ScriptedTarget.pause(pause));
        try (Backups backups = backups()) {
            RunHandle run = backups.start(RunRequest.of("nightly"));
            pause.awaitReached();
            leases.breakDown();
            watchdog.beat();
            assertThat(run.await().failure()).isInstanceOf(LeaseException.class);
        }
    }

    @Test
    void a_lease_that_is_held_is_confirmed_and_the_run_commits() throws Exception {
        try (Backups backups = backups()) {
            backups.run("nightly").orThrow();
            assertThat(backups.catalog().list(CatalogQuery.all())).hasSize(1);
            assertThat(leases.resources()).contains("target/orders");
        }
    }

    @Test
    void a_restore_that_lost_its_lease_leaves_the_live_one_as_it_was() throws Exception {
        ScriptedTarget vault = ScriptedTarget.named("vault").staged().put("a.txt", "one");
        try (Backups backups = host.builder()
                .leases(leases)
                .watchdog(watchdog)
                .job(TestHost.job("nightly").protect(vault.definition()))
                .build()) {
            RunReport report = backups.run("nightly").orThrow();
            vault.put("a.txt", "two");
            RestorePlan plan = backups.planRestore(RestoreOptions.of(
                    report.backups().get(0).backup().orElseThrow().id()));
            leases.loseUnnoticed();
            assertThatThrownBy(() -> backups.restore(plan).orThrow())
                    .isInstanceOfSatisfying(BackupException.class, LostLeaseTest::saysWhoTookIt);
            assertThat(vault.texts()).containsEntry("a.txt", "two");
        }
    }
}
