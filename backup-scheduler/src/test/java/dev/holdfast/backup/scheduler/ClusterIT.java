package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on one database, of which one is killed every few seconds: every due instant has one backup all the same. In the long form
 * 200 runs: {@code -Dholdfast.cluster.runs=200}; with {@code -Dholdfast.cluster.seed} the kills of another test.
 */
@Timeout(600)
class ClusterIT {

    private static final int RUNS = Integer.getInteger("holdfast.cluster.runs", 40);
    private static final long SEED = Long.getLong("holdfast.cluster.seed", System.nanoTime() % 1_000_000);
    /** Who finds a target in use waits for twice as long each time, so in the short form fewer share one. */
    private static final int JOBS_PER_TARGET = RUNS < 200 ? 3 : 5;

    private static final int KILLS = RUNS / 8;
    private static final int CAPTURE_MILLIS = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    Path root;

    private final Random random = new Random(SEED);
    private final Set<String> hit = new TreeSet<>();
    private final Map<NodeHandle, Set<String>> leftStopped = new HashMap<>();
    private int services;
    private int kills;
    private int ends;

    @Test
    void each_due_instant_of_each_job_has_one_backup_whoever_is_killed() throws Exception {
        Nodes.onTheFirstJdkOnly();
        int jobs = RUNS / 2;
        Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(10);
        List<Instant> due = List.of(first, first.plusSeconds(Math.max(15, RUNS * 3 / 10)));
        List<String> given = new ArrayList<>();
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < jobs; i++) {
            String target = "target" + i / JOBS_PER_TARGET;
            given.add(Nodes.job("job" + i, target, due));
            for (Instant at : due) {
                expected.add("job" + i + " " + target + " " + at);
            }
        }
        long begun = System.nanoTime();
        try (Nodes nodes = new Nodes(root, PostgresServer.shared(), TIMEOUT)) {
            List<NodeHandle> all = new ArrayList<>();
            for (String name : List.of("one", "two", "three")) {
                all.add(nodes.add(name, given, CAPTURE_MILLIS));
            }
            for (NodeHandle node : all) {
                // Once each is gone between a commit and the note of it.
                node.start(node.plan().haltingAtCommit(1 + random.nextInt(4)));
            }
            nodes.awaitStarted();
            work(nodes, all, expected.size());
            double seconds = (System.nanoTime() - begun) / 1e9;
            for (NodeHandle node : all) {
                node.stop();
            }
            prove(nodes, all, expected, seconds);
        }
    }

    /** Kills one of them again and again until all is made, and starts again what is gone. */
    private void work(Nodes nodes, List<NodeHandle> all, int expected) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60 + 3L * RUNS).toNanos();
        long nextKill = System.nanoTime();
        Map<NodeHandle, Long> back = new HashMap<>();
        while (!isOver(nodes, expected) || !back.isEmpty()) {
            assertThat(System.nanoTime() - end)
                    .as(() -> "seed " + SEED + "\n" + nodes.rows() + "\n" + nodes.logs())
                    .isNegative();
            for (NodeHandle node : all) {
                if (!node.isAlive() && !back.containsKey(node)) {
                    assertThat(node.log()).as(node.name()).doesNotContain("ended ");
                    buried(nodes, node);
                    // Half of them come back at once, the others when they have been declared dead.
                    long pause =
                            random.nextBoolean() ? 0 : TIMEOUT.plusSeconds(3).toNanos();
                    back.put(node, System.nanoTime() + pause);
                }
                Long at = back.get(node);
                if (at != null && System.nanoTime() - at >= 0) {
                    assertThat(nodes.stoppedServices(node))
                            .as("services of %s, which nobody else starts; seed %s", node.name(), SEED)
                            .isEqualTo(leftStopped.remove(node));
                    node.start();
                    back.remove(node);
                }
            }
            if (kills < KILLS && System.nanoTime() - nextKill >= 0) {
                NodeHandle victim = all.get(random.nextInt(all.size()));
                boolean works = !nodes.sql("SELECT run FROM holdfast_run WHERE state = 'RUNNING'")
                        .isEmpty();
                // The first two of them in the middle of a capture, so that there is something to take back.
                boolean inCapture = kills > 1 || !nodes.stoppedServices(victim).isEmpty();
                if (works && inCapture && victim.isAlive() && victim.isStarted()) {
                    victim.kill();
                    kills++;
                    nextKill = System.nanoTime()
                            + Duration.ofMillis(3000 + random.nextInt(3000)).toNanos();
                }
            }
            Thread.sleep(100);
        }
    }

    private static boolean isOver(Nodes nodes, int expected) {
        return nodes.sql(
                                "SELECT count(DISTINCT (job, due_at)) FROM holdfast_run WHERE kind = 'BACKUP' AND state = 'SUCCEEDED'")
                        .equals(List.of("" + expected))
                && nodes.sql("SELECT run FROM holdfast_run WHERE state = 'RUNNING'")
                        .isEmpty();
    }

    /** Notes what a process was doing when it was killed: once the server has carried out the last that it was told by it. */
    private void buried(Nodes nodes, NodeHandle node) throws Exception {
        ends++;
        nodes.await(
                "the end of the sessions of " + node.name(),
                Duration.ofSeconds(4),
                () -> nodes.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'holdfast " + node.name()
                                + "'")
                        .isEmpty());
        Set<String> stopped = nodes.stoppedServices(node);
        services += stopped.size();
        leftStopped.put(node, stopped);
        hit.addAll(nodes.sql("SELECT run FROM holdfast_run WHERE state = 'RUNNING' AND node = '" + node.name() + "'"));
    }

    private void prove(Nodes nodes, List<NodeHandle> all, Set<String> expected, double seconds) throws Exception {
        List<CatalogEntry> listed = nodes.listed();
        assertThat(listed)
                .as(() -> "backups; seed " + SEED + "\n" + nodes.logs())
                .extracting(entry -> entry.job() + " " + entry.target().name() + " " + entry.dueAt())
                .containsExactlyInAnyOrderElementsOf(expected);
        List<RunRecord> runs = nodes.remembered();
        Map<RunState, Long> states =
                runs.stream().collect(Collectors.groupingBy(RunRecord::state, TreeMap::new, Collectors.counting()));
        long alreadyMade = runs.stream()
                .filter(run -> run.problems().stream()
                        .anyMatch(problem -> problem.code().equals("HF-RUN-076")))
                .count();
        System.out.printf(
                "cluster: seed %d, %d due runs in %.0f s, %d ends of processes of which %d by kill -9, %d runs hit by one, %d services left stopped, %d found made already, runs %s%n",
                SEED, expected.size(), seconds, ends, kills, hit.size(), services, alreadyMade, states);
        assertThat(runs)
                .as("what a kill hit; seed %s", SEED)
                .filteredOn(run -> hit.contains(run.id()))
                .hasSize(hit.size())
                .allMatch(run -> run.state() == RunState.INTERRUPTED);
        assertThat(hit).as("runs that were hit; seed %s", SEED).isNotEmpty();
        assertThat(alreadyMade)
                .as("runs whose backup was there, since the process was gone right behind the commit; seed %s", SEED)
                .isPositive();
        assertThat(states).doesNotContainKey(RunState.RUNNING);
        assertThat(overlapping(listed))
                .as("captures of one target at once; seed %s", SEED)
                .isEmpty();
        assertThat(services)
                .as("services that a kill left stopped; seed %s", SEED)
                .isPositive();
        for (NodeHandle node : all) {
            assertThat(nodes.stoppedServices(node))
                    .as("services of %s, which has started them when it came back; seed %s", node.name(), SEED)
                    .isEmpty();
        }
        nodes.recoverAll();
        assertThat(nodes.orphans())
                .as("files without a manifest; seed %s", SEED)
                .isEmpty();
        assertThat(nodes.listed()).hasSize(expected.size());
    }

    private static List<String> overlapping(List<CatalogEntry> listed) {
        List<String> found = new ArrayList<>();
        Map<String, List<CatalogEntry>> byTarget = listed.stream()
                .collect(Collectors.groupingBy(entry -> entry.target().name(), TreeMap::new, Collectors.toList()));
        byTarget.values().forEach(entries -> {
            List<CatalogEntry> inOrder = entries.stream()
                    .sorted(Comparator.comparing(CatalogEntry::startedAt))
                    .toList();
            for (int i = 1; i < inOrder.size(); i++) {
                CatalogEntry before = inOrder.get(i - 1);
                CatalogEntry after = inOrder.get(i);
                if (after.startedAt().isBefore(before.finishedAt())) {
                    found.add(before + " and " + after);
                }
            }
        });
        return found;
    }
}
