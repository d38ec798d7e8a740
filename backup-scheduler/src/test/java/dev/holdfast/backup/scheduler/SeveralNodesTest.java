package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.files.FilesTarget;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application that runs on several machines and shares its own PostgreSQL with Holdfast. */
@Timeout(60)
class SeveralNodesTest {

    /** One instance of the application. */
    static final class ServerPanel implements AutoCloseable {
        private final SchedulerDatabase database;
        private final Backups backups;
        private final BackupScheduler scheduler;

        ServerPanel(DataSource dataSource, String node, Path state, Path worlds, Path store)
                throws InterruptedException {
            database = SchedulerDatabase.of(dataSource)
                    .stateDirectory(state)
                    .node(node)
                    .build();
            backups = Backups.builder()
                    .state(state)
                    .history(database.history())
                    .leases(database.leases().orElseThrow())
                    .store("shared", DirectoryStore.at(store))
                    .job(Job.named("survival")
                            .protect(FilesTarget.named("survival").path(worlds.resolve("survival"))))
                    .job(Job.named("creative")
                            .protect(FilesTarget.named("creative").path(worlds.resolve("creative"))))
                    .build();
            scheduler = BackupScheduler.on(database, backups).threads(4).build();
            scheduler.start();
        }

        ScheduleStatus schedule(String server, Schedule schedule, String user) {
            return scheduler.find(server).isEmpty()
                    ? scheduler.add(server, schedule, user)
                    : scheduler.update(server, schedule, user);
        }

        List<RunRecord> history(String server) {
            return backups.history(HistoryQuery.ALL.ofJob(server)).runs();
        }

        @Override
        public void close() {
            scheduler.close();
            backups.close();
            database.close();
        }
    }

    @TempDir
    Path directory;

    private static HikariDataSource dataSource(String name) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(PostgresServer.shared().url(name));
        config.setUsername(PostgresServer.USER);
        config.setPassword(PostgresServer.PASSWORD);
        config.setMaximumPoolSize(6);
        return new HikariDataSource(config);
    }

    @Test
    void a_schedule_that_is_made_on_one_node_is_seen_on_the_other_and_nodes_that_differ_are_told() throws Exception {
        Path worlds = Files.createDirectories(directory.resolve("worlds"));
        for (String world : List.of("survival", "creative")) {
            Files.writeString(Files.createDirectories(worlds.resolve(world)).resolve("level.dat"), "a world");
        }
        Path other = directory.resolve("other-worlds");
        Files.createDirectories(other.resolve("survival"));
        Files.createDirectories(other.resolve("creative"));
        Path store = directory.resolve("store");
        String name = PostgresServer.shared().createDatabase();
        List<Problem> problems = new ArrayList<>();
        try (HikariDataSource one = dataSource(name);
                HikariDataSource two = dataSource(name);
                ServerPanel left = new ServerPanel(one, "left", directory.resolve("left"), worlds, store);
                ServerPanel right = new ServerPanel(two, "right", directory.resolve("right"), other, store)) {
            left.schedule("survival", Schedule.daily("03:00").in("Europe/Berlin"), "alice");
            ScheduleStatus seen = right.scheduler.find("survival").orElseThrow();
            assertThat(seen.changedBy()).isEqualTo("alice");
            assertThat(seen.node()).isEqualTo("left");
            assertThat(seen.next()).hasSize(5);
            assertThat(right.schedule("survival", Schedule.every(Duration.ofHours(6)), "bob")
                            .changedBy())
                    .isEqualTo("bob");
            left.backups.run("survival").orThrow();
            assertThat(right.history("survival")).hasSize(1);
            assertThat(right.history("survival").get(0).node()).isEqualTo("left");
            assertThat(right.backups.catalog().list(CatalogQuery.all())).hasSize(1);
            problems.addAll(left.scheduler.status().problems());
            assertThat(left.scheduler.status().nodes())
                    .extracting(SchedulerStatus.Node::name)
                    .contains("left", "right");
        }
        assertThat(problems)
                .as("the nodes have other worlds under the same names")
                .extracting(Problem::code)
                .containsOnly("HF-SCH-020");
    }
}
