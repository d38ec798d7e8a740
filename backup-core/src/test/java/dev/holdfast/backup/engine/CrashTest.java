package dev.holdfast.backup.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.retention.Retention;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.ScriptedHook;
import dev.holdfast.backup.testkit.ScriptedTarget;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed at every operation on a store, before the operation and after it; another process comes and looks. */
class CrashTest {

    @TempDir
    Path directory;

    private final ScriptedTarget orders =
            ScriptedTarget.named("orders").staged().put("a.txt", "one").put("b.txt", "two".repeat(1000));
    private int places;
    private final ScriptedHook shop = ScriptedHook.stopping("shop");

    /** What one process does that is killed, against a host that was given. */
    private interface Doing {
        void in(Backups backups) throws Exception;
    }

    private Job job() {
        return TestHost.job("nightly")
                .protect(orders.definition())
                .around(shop.definition())
                .keep(Retention.last(2));
    }

    private TestHost host(int number) {
        return new TestHost(directory.resolve("state-" + number));
    }

    /** Does something with a store that kills the process at an operation; tells whether it came to that. */
    private boolean killed(TestHost host, StoreFaults faults, Doing doing) {
        TestHost dying = new TestHost(host.state(), host.clock, FaultyStore.of(host.local.definition(), faults));
        Throwable thrown = catchThrowable(() -> {
            try (Backups backups = dying.with(job())) {
                doing.in(backups);
            }
        });
        if (thrown != null && !faults.isKilled()) {
            throw new AssertionError("failed without a kill", thrown);
        }
        return faults.isKilled();
    }

    private void everyStep(int seedBackups, Doing doing, Looking looking) throws Exception {
        int cases = 0;
        for (boolean after : new boolean[] {false, true}) {
            for (int operation = 1; ; operation++) {
                TestHost host = host(cases++);
                orders.put("a.txt", "one").remove("c.txt");
                shop.running(true);
                try (Backups backups = host.with(job())) {
                    for (int i = 0; i < seedBackups; i++) {
                        backups.run("nightly").orThrow();
                        host.clock.advance(Duration.ofHours(1));
                    }
                }
                StoreFaults faults = new StoreFaults();
                faults = after ? faults.killAfter(operation) : faults.kill(operation);
                boolean killed = killed(host, faults, doing);
                String where = (after ? "after" : "before") + " operation " + operation + " of " + faults.log();
                try (Backups later = host.with(job())) {
                    assertThat(later.recover().isClean()).as(where).isTrue();
                    looking.at(host, later, where);
                    sound(host, later, where);
                    later.run("nightly").orThrow();
                    sound(host, later, where);
                }
                if (!killed) {
                    assertThat(operation).as("operations that were tried").isGreaterThan(3);
                    break;
                }
            }
        }
    }

    private interface Looking {
        void at(TestHost host, Backups later, String where) throws Exception;
    }

    /** Every listed backup is good and restores, nothing is there that none of them names, nothing is left in the state directory. */
    private void sound(TestHost host, Backups later, String where) throws Exception {
        assertThat(shop.isRunning()).as(where).isTrue();
        assertThat(later.verify(List.of(), VerificationLevel.DECODED).isGood())
                .as(where)
                .isTrue();
        List<CatalogEntry> listed = later.catalog().list(CatalogQuery.all());
        for (CatalogEntry entry : listed) {
            String place = "elsewhere-" + places++;
            later.restore(later.planRestore(RestoreOptions.of(entry.id(), RestoreRequest.to(place))))
                    .orThrow();
            assertThat(orders.textsAt(place)).as(where).containsKey("b.txt");
        }
        List<String> ids = listed.stream().map(entry -> entry.id().value()).toList();
        assertThat(host.local.keys().stream()
                        .filter(key -> key.startsWith("orders/"))
                        .map(key -> key.split("/")[1])
                        .distinct())
                .as("%s: what is in the store", where)
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(host.local.incompleteUploads()).as(where).isZero();
        assertThat(leftIn(host.state())).as(where).isEmpty();
    }

    private static List<String> leftIn(Path state) throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> state.relativize(file).toString())
                    .filter(file -> file.startsWith("runs/") || file.startsWith("scratch/"))
                    .toList();
        }
    }

    @Test
    void killed_at_every_step_of_a_create_every_listed_backup_is_good_and_nothing_else_is_left() throws Exception {
        everyStep(
                1,
                backups -> backups.run("nightly").orThrow(),
                (host, later, where) -> assertThat(later.catalog().list(CatalogQuery.all()))
                        .as(where)
                        .isNotEmpty());
    }

    @Test
    void killed_at_every_step_of_a_run_that_is_due_and_made_up_for_there_is_one_backup_for_the_instant()
            throws Exception {
        Instant due = Instant.parse("2026-11-20T02:00:00Z");
        RunRequest request = RunRequest.of("nightly").due(due);
        everyStep(1, backups -> backups.run(request).orThrow(), (host, later, where) -> {
            for (int attempt = 0; attempt < 2; attempt++) {
                RunReport made = later.run(request).orThrow();
                List<CatalogEntry> listed = later.catalog().list(CatalogQuery.all()).stream()
                        .filter(entry -> due.equals(entry.dueAt()))
                        .toList();
                assertThat(listed).as(where).hasSize(1);
                assertThat(made.backups().get(0).backup().orElseThrow().id())
                        .as(where)
                        .isEqualTo(listed.get(0).id());
            }
        });
    }

    @Test
    void killed_at_every_step_of_an_expiry_a_backup_is_whole_or_gone() throws Exception {
        everyStep(3, backups -> backups.expire(backups.planExpire(List.of())), (host, later, where) -> {});
    }

    @Test
    void killed_at_every_step_of_a_deletion_a_backup_is_whole_or_gone() throws Exception {
        everyStep(
                2,
                backups -> backups.delete(
                        backups.catalog().list(CatalogQuery.all()).get(1).id()),
                (host, later, where) -> {});
    }

    @Test
    void killed_at_every_step_of_a_staged_restore_the_live_one_is_the_old_or_the_new_whole() throws Exception {
        everyStep(
                1,
                backups -> {
                    orders.put("a.txt", "changed").put("c.txt", "added");
                    BackupId id =
                            backups.catalog().list(CatalogQuery.all()).get(0).id();
                    backups.restore(backups.planRestore(RestoreOptions.of(id))).orThrow();
                },
                (host, later, where) -> {
                    Map<String, String> live = orders.texts();
                    boolean isNew = live.get("a.txt").equals("one") && !live.containsKey("c.txt");
                    boolean isOld = live.get("a.txt").equals("changed") && live.containsKey("c.txt");
                    // A kill at the first step may come before the change itself.
                    assertThat(isNew || isOld).as("%s: %s", where, live).isTrue();
                    for (RestoreRecord restore : later.restores()) {
                        if (restore.state() == RestoreState.SWAPPED) {
                            later.confirm(restore.id()).orThrow();
                        }
                    }
                    assertThat(orders.areas()).as(where).allMatch(area -> area.contains("elsewhere"));
                });
    }

    @Test
    void a_killed_process_is_reported_as_interrupted() throws Exception {
        TestHost host = host(0);
        StoreFaults faults = new StoreFaults().kill("commit .*manifest");
        assertThat(killed(host, faults, backups -> backups.run("nightly").orThrow()))
                .isTrue();
        try (Backups later = host.with(job())) {
            RecoveryReport report = later.recover();
            assertThat(report.interrupted()).hasSize(1);
            assertThat(report.removed()).isPositive();
        }
    }

    @Test
    void a_commit_that_was_done_and_reported_as_failed_is_a_backup() throws Exception {
        TestHost host = host(0);
        StoreFaults faults = new StoreFaults().failAfter("commit .*manifest");
        TestHost flaky = new TestHost(host.state(), host.clock, FaultyStore.of(host.local.definition(), faults));
        try (Backups backups = flaky.with(job())) {
            backups.run("nightly").orThrow();
            assertThat(backups.catalog().list(CatalogQuery.all())).hasSize(1);
        }
        faults.assertAllHappened();
    }
}
