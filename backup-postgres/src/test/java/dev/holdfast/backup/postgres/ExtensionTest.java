package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extensions whose files come and go: a server of its own, in which they can be put and taken away. */
class ExtensionTest {

    @TempDir(factory = OpenDirectory.class)
    static Path directory;

    private static LocalPostgres server;
    private static Path extensions;

    @BeforeAll
    static void startAServer() throws IOException {
        Path bin = LocalPostgres.relocated(directory);
        String major = bin.getParent().getFileName().toString();
        extensions = directory.resolve("usr/share/postgresql").resolve(major).resolve("extension");
        server = LocalPostgres.start(bin);
    }

    @AfterAll
    static void stopTheServer() {
        server.close();
    }

    private static void put(String name) throws IOException {
        Files.writeString(extensions.resolve(name + ".control"), "default_version = '1.0'\nrelocatable = true\n");
        Files.writeString(
                extensions.resolve(name + "--1.0.sql"),
                "CREATE FUNCTION of_" + name + "(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';\n");
    }

    private static void takeAway(String name) throws IOException {
        Files.delete(extensions.resolve(name + ".control"));
        Files.delete(extensions.resolve(name + "--1.0.sql"));
    }

    private static PostgresTarget target(String database) {
        return server.target("orders", database)
                .client(LocalPostgres.installed().toString());
    }

    private static List<Problem> check(String database) throws Exception {
        try (TestRunContext context = new TestRunContext();
                BackupTarget opened = target(database).open()) {
            return opened.check(context);
        }
    }

    private static List<String> codes(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::code)
                .toList();
    }

    @Test
    void an_extension_that_the_server_has_lost_stops_a_restore_before_it_begins_and_a_salvage_does_without()
            throws Exception {
        put("calculating");
        String database = server.createDatabase();
        server.sql(
                database,
                "CREATE EXTENSION calculating",
                "CREATE TABLE plain (v int)",
                "INSERT INTO plain SELECT generate_series(1, 10)",
                "CREATE VIEW calculated AS SELECT of_calculating(v) FROM plain");
        PostgresTarget target = target(database);
        try (MemoryBackup backup = Worlds.capture(target)) {
            assertThat(Worlds.preview(target, backup.reader(), RestoreRequest.staged())
                            .problems())
                    .isEmpty();
            takeAway("calculating");

            assertThat(codes(check(database), Severity.WARNING)).containsExactly("HF-PG-037");
            RestorePreview preview = Worlds.preview(target, backup.reader(), RestoreRequest.staged());
            assertThat(codes(preview.problems(), Severity.ERROR)).containsExactly("HF-PG-102");
            assertThat(preview.observed().get("extensions")).contains("calculating 1.0 → none");
            try (TestRunContext context = new TestRunContext().pool(4)) {
                BackupException refused = catchThrowableOfType(
                        BackupException.class, () -> Worlds.restore(target, backup.reader(), context));
                assertThat(refused.code()).isEqualTo("HF-PG-102");
                assertThat(refused.getMessage()).contains("calculating");
                assertThat(context.undoRecords()).isEmpty();
            }
            // A backup that does not tell of its extensions fails in the tool, with the same code.
            Evidence silent = new Evidence(backup.reader())
                    .with("database.json", "{\"properties\":{},\"extensions\":[],\"roles\":[]}\n");
            try (TestRunContext context = new TestRunContext().pool(4)) {
                BackupException failed =
                        catchThrowableOfType(BackupException.class, () -> Worlds.restore(target, silent, context));
                assertThat(failed.code()).isEqualTo("HF-PG-102");
                Worlds.undo(target, context);
            }
            assertThat(server.value(database, "SELECT count(*) FROM calculated"))
                    .isEqualTo("10");
            try (TestRunContext context = new TestRunContext().pool(4)) {
                Worlds.restoreTo(
                        target, backup.reader(), RestoreRequest.to("saved").asSalvage(), context);
                assertThat(server.value("saved", "SELECT count(*) FROM plain")).isEqualTo("10");
                assertThat(context.problems())
                        .extracting(Problem::code)
                        .contains("HF-PG-127")
                        .doesNotContain("HF-PG-138");
                assertThat(context.problems())
                        .anyMatch(problem -> problem.message().contains("calculating"));
            }
        }
    }

    @Test
    void a_database_of_timescaledb_is_told_to_need_more_than_a_restore() throws Exception {
        put("timescaledb");
        String database = server.createDatabase();
        server.sql(database, "CREATE EXTENSION timescaledb");
        assertThat(codes(check(database), Severity.WARNING)).containsExactly("HF-PG-039");
        server.sql(database, "DROP EXTENSION timescaledb");
        takeAway("timescaledb");
    }
}
