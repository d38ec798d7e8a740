package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that is stopped for a while under a node that has something to run every few seconds: {@code -Dholdfast.away.seconds=60}. */
@Timeout(400)
class DatabaseAwayIT {

    private static final int AWAY_SECONDS = Integer.getInteger("holdfast.away.seconds", 12);
    private static final int EVERY_SECONDS = 3;

    @TempDir
    Path root;

    @Test
    void what_runs_comes_to_its_end_and_nothing_that_is_due_is_lost_or_made_twice() throws Exception {
        Nodes.onTheFirstJdkOnly();
        Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(8);
        List<String> jobs = new ArrayList<>();
        Map<String, Instant> due = new TreeMap<>();
        due.put("long", begin);
        for (int at = 0; at < AWAY_SECONDS + 12; at += EVERY_SECONDS) {
            due.put("job" + at, begin.plusSeconds(at));
        }
        due.forEach((job, at) -> jobs.add(Nodes.job(job, "target-" + job, List.of(at))));
        try (PostgresServer server = PostgresServer.start();
                Nodes nodes = new Nodes(root, server, Duration.ofSeconds(30))) {
            NodeHandle node = nodes.add("one", jobs, 100);
            Path hold = Files.createFile(nodes.signs().resolve("target-long.hold"));
            node.start();
            nodes.await(
                    "the long capture",
                    Duration.ofSeconds(60),
                    () -> Files.exists(nodes.signs().resolve("target-long.by.one")));
            nodes.await(
                    "a first backup",
                    Duration.ofSeconds(60),
                    () -> !nodes.listed().isEmpty());

            server.stop();
            long back = System.nanoTime() + Duration.ofSeconds(AWAY_SECONDS).toNanos();
            Files.delete(hold);
            nodes.await(
                    "the backup of the run that went on",
                    Duration.ofSeconds(20),
                    () -> nodes.listed().stream().anyMatch(entry -> entry.job().equals("long")));
            List<String> meanwhile = jobs(nodes.listed());
            Thread.sleep(Math.max(0, Duration.ofNanos(back - System.nanoTime()).toMillis()));
            assertThat(jobs(nodes.listed()))
                    .as("what was made without the database")
                    .isEqualTo(meanwhile);
            server.restart();

            nodes.await(
                    "all that was due",
                    Duration.ofSeconds(120),
                    () -> nodes.sql(
                                            "SELECT count(DISTINCT job) FROM holdfast_run WHERE kind = 'BACKUP' AND state = 'SUCCEEDED'")
                                    .equals(List.of("" + due.size()))
                            && nodes.sql("SELECT run FROM holdfast_run WHERE state = 'RUNNING'")
                                    .isEmpty());
            node.stop();
            assertThat(nodes.listed())
                    .as(() -> "backups\n" + nodes.logs())
                    .extracting(entry -> entry.job() + " " + entry.dueAt())
                    .containsExactlyInAnyOrderElementsOf(due.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .toList());
            List<RunRecord> runs = nodes.remembered();
            assertThat(runs).as("the end of the run that went on").anySatisfy(run -> {
                assertThat(run.job()).isEqualTo("long");
                assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
                assertThat(run.targets()).hasSize(1);
            });
            System.out.println("away for " + AWAY_SECONDS + " s: " + due.size() + " due, " + meanwhile.size()
                    + " made before or while it was away, runs by state "
                    + runs.stream().collect(Collectors.groupingBy(RunRecord::state, Collectors.counting())));
        }
    }

    private static List<String> jobs(List<CatalogEntry> entries) {
        return entries.stream().map(CatalogEntry::job).sorted().toList();
    }
}
