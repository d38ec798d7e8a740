package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.history.HistoryCursor;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Several {@link NodeProcess}es on one server, each with its own state directory, and one store. For one thread. */
final class Nodes implements AutoCloseable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Path root;
    private final PostgresServer server;
    private final String database;
    private final Duration timeout;
    private final List<NodeHandle> all = new ArrayList<>();

    Nodes(Path root, PostgresServer server, Duration timeout) {
        this.root = root;
        this.server = server;
        this.database = server.createDatabase();
        this.timeout = timeout;
    }

    /** What these tests show does not depend on the JDK, and takes its time. */
    static void onTheFirstJdkOnly() {
        Assumptions.assumeFalse(Boolean.getBoolean("holdfast.engines.one"), "seen on the other JDK");
    }

    /** Returns the words by which a job of a target is given to {@link #add}. */
    static String job(String job, String target, List<Instant> due) {
        return job + ":" + target + ":"
                + due.stream().map(at -> TIME.format(at.atZone(ZoneOffset.UTC))).collect(Collectors.joining(","));
    }

    NodeHandle add(String name, List<String> jobs, int captureMillis) throws IOException {
        Files.createDirectories(signs());
        NodeHandle node = new NodeHandle(new NodeProcess.Plan(
                name,
                root.resolve("state-" + name),
                store(),
                signs(),
                server.url(database),
                timeout,
                String.join(";", jobs),
                captureMillis,
                0));
        all.add(node);
        return node;
    }

    Path store() {
        return root.resolve("store");
    }

    Path signs() {
        return root.resolve("signs");
    }

    /** Returns values of the database, one a line. */
    List<String> sql(String query) {
        return server.sql(database, query).lines().toList();
    }

    /** What the database says of runs that are not over, and of what comes next within an hour. */
    String rows() {
        return String.join(
                "\n",
                sql("SELECT run, job, due_at, node, owner, state FROM holdfast_run WHERE state = 'RUNNING'; "
                        + "SELECT task_instance, convert_from(task_data, 'UTF8'), execution_time, picked, picked_by, version"
                        + " FROM holdfast_task WHERE execution_time < now() + interval '1 hour' OR picked;"
                        + " SELECT id, node, beat FROM holdfast_owner WHERE ended = 0; SELECT * FROM holdfast_lease;"));
    }

    /** Which services of a node stand still. */
    Set<String> stoppedServices(NodeHandle node) throws IOException {
        try (Stream<Path> files = Files.list(signs())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith(node.name() + "-") && file.endsWith(NodeProcess.STOPPED))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    void await(String what, Duration patience, Condition condition) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime() - end)
                    .as(() -> "waiting for " + what + "\n" + logs())
                    .isNegative();
            Thread.sleep(100);
        }
    }

    void awaitStarted() throws Exception {
        for (NodeHandle node : all) {
            await("the start of " + node.name(), Duration.ofSeconds(60), node::isStarted);
        }
    }

    String logs() {
        StringBuilder text = new StringBuilder();
        for (NodeHandle node : all) {
            text.append("---- ").append(node.name()).append('\n').append(node.log());
        }
        return text.toString();
    }

    /** Everything that the store lists. */
    List<CatalogEntry> listed() {
        try (Backups backups = backups()) {
            return backups.catalog().list(CatalogQuery.all());
        }
    }

    private Backups backups() {
        NodeProcess.Plan one = all.get(0).plan();
        return new NodeProcess.Plan(
                        "looker",
                        root.resolve("state-looker"),
                        one.store(),
                        one.signs(),
                        one.url(),
                        one.timeout(),
                        one.jobs(),
                        0,
                        0)
                .engine()
                .build();
    }

    /** Everything that is remembered, newest first. */
    List<RunRecord> remembered() {
        try (SchedulerDatabase looker = SchedulerDatabase.postgres(
                        server.url(database), PostgresServer.USER, Secret.of(PostgresServer.PASSWORD))
                .stateDirectory(root.resolve("state-looker"))
                .nodeTimeout(timeout)
                .build()) {
            List<RunRecord> runs = new ArrayList<>();
            HistoryQuery query = HistoryQuery.ALL.limitedTo(HistoryQuery.LARGEST_PAGE);
            while (true) {
                HistoryPage page = looker.history().page(query);
                runs.addAll(page.runs());
                HistoryCursor next = page.next();
                if (next == null) {
                    return runs;
                }
                query = query.after(next);
            }
        }
    }

    /** Recovers as a node at home does when it starts, once all processes are gone. */
    void recoverAll() {
        for (NodeHandle node : all) {
            try (SchedulerDatabase home = node.plan().database();
                    Backups backups = node.plan()
                            .engine()
                            .history(home.history())
                            .leases(home.leases().orElseThrow())
                            .build()) {
                assertThat(backups.recover().problems())
                        .as("recovering %s", node.name())
                        .isEmpty();
            }
        }
    }

    /** Files in the folder of a backup that has no manifest, and those that were not written to their end, relative to the store. */
    List<Path> orphans() throws IOException {
        try (Stream<Path> files = Files.walk(store())) {
            return files.filter(Files::isRegularFile)
                    .map(store()::relativize)
                    .filter(this::isOrphan)
                    .toList();
        }
    }

    private boolean isOrphan(Path file) {
        if (file.getNameCount() == 1) {
            return !file.toString().equals("holdfast.json");
        }
        boolean whole = !file.getFileName().toString().startsWith(".");
        return !whole
                || file.getNameCount() < 3
                || !Files.exists(store().resolve(file.subpath(0, 2)).resolve("manifest.json"));
    }

    @Override
    public void close() throws Exception {
        for (NodeHandle node : all) {
            node.close();
        }
    }
}
