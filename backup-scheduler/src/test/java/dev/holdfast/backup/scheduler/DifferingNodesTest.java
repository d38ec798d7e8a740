package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.codec.NoCompressorProvider;
import dev.holdfast.backup.engine.ArchiveOptions;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.ManualClock;
import dev.holdfast.backup.testkit.MemoryArchiverProvider;
import dev.holdfast.backup.testkit.PostgresServer;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that do not mean the same by a job. */
@Timeout(60)
class DifferingNodesTest {

    private final PostgresServer server = PostgresServer.shared();
    private final String name = server.createDatabase();
    private final ManualClock clock = ManualClock.at(Instant.parse("2026-11-20T12:00:00Z"));

    @TempDir
    Path root;

    private SchedulerDatabase database(String node) {
        return SchedulerDatabase.postgres(server.url(name), PostgresServer.USER, Secret.of(PostgresServer.PASSWORD))
                .stateDirectory(root.resolve(node))
                .clock(clock)
                .node(node)
                .build();
    }

    private Backups backups(SchedulerDatabase database, String node, String target) {
        ArchiveOptions plain = ArchiveOptions.DEFAULT.format("memory").compression("none");
        return Backups.builder()
                .state(root.resolve(node))
                .clock(clock)
                .history(database.history())
                .leases(database.leases().orElseThrow())
                .providers(Providers.of(new NoCompressorProvider(), new MemoryArchiverProvider()))
                .store("local", new InMemoryStore("local", clock).definition())
                .job(Job.named("nightly")
                        .archive(plain)
                        .protect(ScriptedTarget.named(target).definition())
                        .section(Schedule.daily("02:15")))
                .job(Job.named("same")
                        .archive(plain)
                        .protect(ScriptedTarget.named("uploads").definition()))
                .build();
    }

    private static List<String> said(BackupScheduler scheduler) {
        return scheduler.status().problems().stream()
                .filter(problem -> problem.code().equals("HF-SCH-020"))
                .map(Problem::message)
                .toList();
    }

    @Test
    void what_they_differ_in_is_said_on_both_until_it_is_the_same_again() throws Exception {
        try (SchedulerDatabase one = database("one");
                SchedulerDatabase two = database("two");
                SchedulerDatabase three = database("three");
                Backups orders = backups(one, "one", "orders");
                Backups others = backups(three, "three", "orders");
                Backups invoices = backups(two, "two", "invoices");
                BackupScheduler first = BackupScheduler.on(one, orders).build();
                BackupScheduler second = BackupScheduler.on(two, invoices).build();
                BackupScheduler onlooker = BackupScheduler.on(three, others).build()) {
            first.start();
            assertThat(said(first)).isEmpty();
            second.start();
            assertThat(said(second)).containsExactly("node one means something else by job nightly");
            assertThat(said(first)).containsExactly("node two means something else by job nightly");
            assertThat(said(onlooker)).containsExactly("nodes one and two mean different things by job nightly");
            second.reconfigure(backups(two, "two", "orders"), Maintenance.NONE);
            assertThat(said(second)).isEmpty();
            assertThat(said(first)).isEmpty();
            assertThat(said(onlooker)).isEmpty();
        }
    }
}
