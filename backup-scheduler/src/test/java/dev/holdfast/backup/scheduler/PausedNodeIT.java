package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.testkit.PostgresServer;
import dev.holdfast.backup.testkit.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that stands still in the middle of a capture, as behind a suspended machine, and comes back when another one has done its work. */
@Timeout(180)
class PausedNodeIT {

    @TempDir
    Path root;

    @Test
    void a_node_that_stood_still_finds_its_work_taken_over_and_makes_no_second_backup() throws Exception {
        Nodes.onTheFirstJdkOnly();
        Tools.require("kill");
        Instant due = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(8);
        try (Nodes nodes = new Nodes(root, PostgresServer.shared(), Duration.ofSeconds(5))) {
            List<String> jobs = List.of(Nodes.job("nightly", "orders", List.of(due)));
            List<NodeHandle> both = List.of(nodes.add("one", jobs, 0), nodes.add("two", jobs, 0));
            Path hold = Files.createFile(nodes.signs().resolve("orders.hold"));
            for (NodeHandle node : both) {
                node.start();
            }
            nodes.await(
                    "the capture", Duration.ofSeconds(60), () -> both.stream().anyMatch(node -> captures(nodes, node)));
            NodeHandle first = both.stream()
                    .filter(node -> captures(nodes, node))
                    .findFirst()
                    .orElseThrow();
            NodeHandle second = both.get(1 - both.indexOf(first));
            String run = nodes.sql("SELECT run FROM holdfast_run WHERE state = 'RUNNING'")
                    .get(0);
            first.signal("STOP");
            Files.delete(hold);

            nodes.await(
                    "the other node's backup",
                    Duration.ofSeconds(60),
                    () -> nodes.sql("SELECT node FROM holdfast_run WHERE kind = 'BACKUP' AND state = 'SUCCEEDED'")
                            .equals(List.of(second.name())));
            assertThat(nodes.sql("SELECT state FROM holdfast_run WHERE run = '" + run + "'"))
                    .as("what the other node made of the run")
                    .containsExactly("INTERRUPTED");
            assertThat(nodes.listed()).hasSize(1);
            first.signal("CONT");

            nodes.await(
                    "the first node to give up",
                    Duration.ofSeconds(60),
                    () ->
                            nodes
                                    .sql("SELECT state FROM holdfast_run WHERE run = '" + run
                                            + "' AND state <> 'INTERRUPTED'")
                                    .stream()
                                    .findFirst()
                                    .isPresent());
            first.stop();
            second.stop();

            assertThat(nodes.listed()).as("backups").hasSize(1);
            assertThat(nodes.listed().get(0).dueAt()).isEqualTo(due);
            List<RunRecord> runs = nodes.remembered().stream()
                    .filter(record -> record.kind() == RunKind.BACKUP)
                    .toList();
            assertThat(runs)
                    .hasSize(2)
                    .allMatch(record -> due.equals(record.cause().dueAt()));
            RunRecord lost = runs.get(1);
            assertThat(lost.id()).isEqualTo(run);
            assertThat(lost.node()).isEqualTo(first.name());
            assertThat(lost.state()).isIn(RunState.FAILED, RunState.CANCELLED);
            assertThat(lost.problems()).extracting(Problem::code).contains("HF-LEA-002");
            assertThat(runs.get(0).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(runs.get(0).node()).isEqualTo(second.name());
            nodes.recoverAll();
            assertThat(nodes.orphans()).isEmpty();
        }
    }

    private static boolean captures(Nodes nodes, NodeHandle node) {
        return Files.exists(nodes.signs().resolve("orders.by." + node.name()));
    }
}
