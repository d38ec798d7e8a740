package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.codec.ZstdCompressorProvider;
import dev.holdfast.backup.config.Configuration;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.engine.RestoreOptions;
import dev.holdfast.backup.engine.RestoreReport;
import dev.holdfast.backup.engine.RestoreState;
import dev.holdfast.backup.engine.RunReport;
import dev.holdfast.backup.files.FilesTargetProvider;
import dev.holdfast.backup.files.archive.TarArchiverProvider;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.store.DirectoryStoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through the engine and a configuration file, over several processes. */
class RecoveryTest {

    private static final String NAME = "recovered";

    @TempDir
    Path directory;

    private TestServer server;

    @BeforeEach
    void makeDatabase() {
        server = TestServer.shared();
        server.fresh(NAME);
        server.sql(NAME, "CREATE TABLE items (id int)", "INSERT INTO items SELECT generate_series(1, 100)");
    }

    @AfterEach
    void cleanUp() {
        server.databases().stream().filter(name -> name.startsWith(NAME)).forEach(server::drop);
    }

    private static Providers providers() {
        return Providers.of(
                new ZstdCompressorProvider(),
                new TarArchiverProvider(),
                new DirectoryStoreProvider(),
                new FilesTargetProvider(),
                new PostgresTargetProvider());
    }

    private Path withDatabase() throws IOException {
        return Files.writeString(directory.resolve("holdfast.yaml"), """
                stores:
                  local: { type: directory, path: ./store }
                targets:
                  orders: { type: postgres, url: "%s", user: postgres, password: "${env:PG_PASSWORD}", client: "%s" }
                """.formatted(server.url(NAME), server.bin()));
    }

    /** The same host, which has forgotten its database. */
    private Path withoutDatabase() throws IOException {
        return Files.writeString(directory.resolve("holdfast.yaml"), """
                stores:
                  local: { type: directory, path: ./store }
                targets:
                  uploads: { type: files, paths: [./uploads] }
                """);
    }

    private static Backups open(Path file) {
        Map<String, String> environment = Map.of("PG_PASSWORD", TestServer.PASSWORD);
        Providers providers = providers();
        return Configuration.load(file, providers, environment::get)
                .backups()
                .providers(providers)
                .environment(environment::get)
                .build();
    }

    private String restored() throws Exception {
        try (Backups backups = open(withDatabase())) {
            RunReport run = backups.run("orders").orThrow();
            assertThat(run.state()).as(run.toString()).isEqualTo(RunState.SUCCEEDED);
            BackupId id = run.backups().get(0).manifest().id();
            server.sql(NAME, "DELETE FROM items WHERE id > 10");
            RestoreReport report =
                    backups.restore(backups.planRestore(RestoreOptions.of(id))).orThrow();
            assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(report.pause()).isPositive();
            return report.restore().id();
        }
    }

    private String count() {
        return server.ask(NAME, "SELECT count(*) FROM items");
    }

    private List<String> beside() {
        return server.databases().stream()
                .filter(name -> name.startsWith(NAME + "_holdfast_"))
                .toList();
    }

    @Test
    void a_later_process_rolls_back_by_the_record_alone() throws Exception {
        String id = restored();
        assertThat(count()).isEqualTo("100");
        try (Backups later = open(withoutDatabase())) {
            later.recover();
            later.rollback(id).orThrow();
        }
        assertThat(count()).isEqualTo("10");
        assertThat(beside()).isEmpty();
    }

    @Test
    void a_later_process_confirms_by_the_record_alone() throws Exception {
        String id = restored();
        try (Backups later = open(withoutDatabase())) {
            later.confirm(id).orThrow();
        }
        assertThat(count()).isEqualTo("100");
        assertThat(beside()).isEmpty();
    }

    @Test
    void a_confirm_that_is_refused_for_a_slot_leaves_the_rollback_possible() throws Exception {
        server.sql(NAME, "SELECT pg_create_logical_replication_slot('kept_by_old', 'pgoutput')");
        try {
            String id = restored();
            try (Backups later = open(withoutDatabase())) {
                RestoreReport refused = later.confirm(id);
                assertThat(refused.failure()).isInstanceOf(RefusedException.class);
                assertThat(refused.restore().state()).isEqualTo(RestoreState.SWAPPED);
                later.rollback(id).orThrow();
            }
            assertThat(count()).isEqualTo("10");
        } finally {
            server.sql("postgres", "SELECT pg_drop_replication_slot('kept_by_old')");
        }
    }

    @Test
    void a_restore_in_place_is_rolled_back_from_its_safety_backup() throws Exception {
        try (Backups backups = open(withDatabase())) {
            BackupId id =
                    backups.run("orders").orThrow().backups().get(0).manifest().id();
            server.sql(NAME, "DELETE FROM items WHERE id > 10", "CREATE TABLE later (a int)");
            RestoreReport report = backups.restore(backups.planRestore(RestoreOptions.of(id, RestoreRequest.inPlace())))
                    .orThrow();
            assertThat(count()).isEqualTo("100");
            backups.rollback(report.restore().id()).orThrow();
            assertThat(count()).isEqualTo("10");
            assertThat(server.ask(NAME, "SELECT to_regclass('later')")).isEqualTo("later");
        }
        assertThat(beside()).isEmpty();
    }

    @Test
    void a_process_that_is_killed_in_the_middle_of_a_restore_leaves_the_live_database_and_the_next_one_cleans_up()
            throws Exception {
        server.sql(NAME, Worlds.WAITS_IN_A_COPY, "CREATE TABLE t (a int CHECK (waits(a)))", "INSERT INTO t VALUES (1)");
        BackupId id;
        try (Backups backups = open(withDatabase())) {
            id = backups.run("orders").orThrow().backups().get(0).manifest().id();
        }
        server.sql(NAME, "DELETE FROM items WHERE id > 10");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Restoring.class.getName(),
                        directory.resolve("holdfast.yaml").toString(),
                        id.value())
                .inheritIO()
                .start();
        Worlds.awaitCopy(server);
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(beside()).hasSize(1);
        try (Backups later = open(withoutDatabase())) {
            assertThat(later.recover().isClean()).isTrue();
            assertThat(later.restores().get(0).state()).isEqualTo(RestoreState.INTERRUPTED);
        }
        assertThat(beside()).isEmpty();
        assertThat(count()).isEqualTo("10");
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile).filter(file -> !file.startsWith(directory.resolve("store"))))
                    .noneMatch(RecoveryTest::holdsThePassword);
        }
    }

    private static boolean holdsThePassword(Path file) {
        try {
            return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains("s3cr3t");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A process that restores. */
    public static final class Restoring {
        private Restoring() {}

        public static void main(String[] arguments) throws Exception {
            try (Backups backups = open(Path.of(arguments[0]))) {
                backups.restore(backups.planRestore(RestoreOptions.of(new BackupId(arguments[1]))));
            }
        }
    }
}
