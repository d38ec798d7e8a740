package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.evidence.DatabaseRecord;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases and tables in tablespaces, restored where these are and where they are not. */
class TablespaceTest {

    private static final String WHERE = "SELECT t.spcname FROM pg_database d JOIN pg_tablespace t"
            + " ON t.oid = d.dattablespace WHERE datname = current_database()";

    private static final String TABLES = "SELECT c.relname || ' ' || coalesce(t.spcname, 'own') FROM pg_class c"
            + " LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace WHERE relnamespace = 'public'::regnamespace"
            + " ORDER BY 1";

    @TempDir(factory = OpenDirectory.class)
    Path directory;

    private TestServer server;
    private TestServer other;
    private PostgresTarget target;
    private TestRunContext context;

    @BeforeEach
    void makeADatabaseInATablespace() throws Exception {
        server = TestServer.begin();
        other = TestServer.begin();
        make(server, "home");
        make(server, "fast");
        server.sql("postgres", "CREATE DATABASE placed TABLESPACE home");
        server.sql(
                "placed",
                "CREATE TABLE here (v int)",
                "INSERT INTO here SELECT generate_series(1, 10)",
                "CREATE TABLE there (v int PRIMARY KEY USING INDEX TABLESPACE fast) TABLESPACE fast",
                "INSERT INTO there SELECT generate_series(1, 20)");
        target = Worlds.target(server, "placed");
        context = new TestRunContext().pool(4);
    }

    @AfterEach
    void stopTheServers() {
        context.close();
        server.close();
        other.close();
    }

    private void make(TestServer where, String name) throws Exception {
        Path place = Files.createDirectory(directory.resolve(name + "-" + where.port()));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        if ("root".equals(System.getProperty("user.name"))) {
            assertThat(new ProcessBuilder("chown", "postgres", place.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
        where.sql("postgres", "CREATE TABLESPACE " + name + " LOCATION '" + place + "'");
    }

    private String elsewhere() {
        return "postgresql://127.0.0.1:" + other.port() + "/placed";
    }

    private static List<String> codes(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::code)
                .toList();
    }

    @Test
    void a_staged_restore_leaves_database_and_tables_where_they_were() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            assertThat(DatabaseRecord.read(new ByteArrayInputStream(backup.bytes("database.json")))
                            .tablespaces())
                    .containsExactly("fast");
            server.sql("placed", "DELETE FROM here");
            assertThat(Worlds.preview(target, backup.reader(), RestoreRequest.staged())
                            .problems())
                    .isEmpty();
            Worlds.restore(target, backup.reader(), context);
            assertThat(server.ask("placed", "SELECT count(*) FROM here")).isEqualTo("10");
            assertThat(server.ask("placed", WHERE)).isEqualTo("home");
            assertThat(server.list("placed", TABLES)).containsExactly("here own", "there fast", "there_pkey fast");
            Worlds.release(target, context);
        }
    }

    @Test
    void a_database_that_is_gone_comes_back_in_its_tablespace() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.drop("placed");
            Worlds.restore(target, backup.reader(), context);
            assertThat(server.ask("placed", WHERE)).isEqualTo("home");
        }
    }

    @Test
    void tablespaces_that_another_server_lacks_are_told_before_and_done_without_only_when_asked() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestoreRequest there = RestoreRequest.to(elsewhere());
            List<Problem> problems =
                    Worlds.preview(target, backup.reader(), there).problems();
            assertThat(codes(problems, Severity.ERROR)).containsExactly("HF-PG-139");
            assertThat(codes(problems, Severity.INFO)).containsExactly("HF-PG-139");
            assertThat(problems).anyMatch(problem -> problem.message().endsWith(": fast"));
            assertThat(catchThrowableOfType(
                                    BackupException.class,
                                    () -> Worlds.restoreTo(target, backup.reader(), there, context))
                            .code())
                    .isEqualTo("HF-PG-139");

            RestoreRequest without = there.option("no-tablespaces", "true");
            assertThat(codes(Worlds.preview(target, backup.reader(), without).problems(), Severity.ERROR))
                    .isEmpty();
            Worlds.restoreTo(target, backup.reader(), without, context);
            assertThat(other.list("placed", TABLES)).containsExactly("here own", "there own", "there_pkey own");
            assertThat(other.ask("placed", WHERE)).isEqualTo("pg_default");
            assertThat(other.ask("placed", "SELECT count(*) FROM there")).isEqualTo("20");
        }
    }

    @Test
    void tablespaces_that_somebody_made_on_another_server_are_used() throws Exception {
        make(other, "home");
        make(other, "fast");
        try (MemoryBackup backup = Worlds.capture(target)) {
            RestoreRequest there = RestoreRequest.to(elsewhere());
            assertThat(Worlds.preview(target, backup.reader(), there).problems())
                    .isEmpty();
            Worlds.restoreTo(target, backup.reader(), there, context);
            assertThat(other.ask("placed", WHERE)).isEqualTo("home");
            assertThat(other.list("placed", TABLES)).contains("there fast");
        }
    }

    @Test
    void a_tablespace_whose_directory_is_missing_cannot_be_made_and_that_is_said() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            server.close();
            deleteTree(directory);
            BackupException refused = catchThrowableOfType(
                    BackupException.class,
                    () -> Worlds.restoreTo(
                            target,
                            backup.reader(),
                            RestoreRequest.to(elsewhere()).option("globals", "missing"),
                            context));
            assertThat(refused.code()).isEqualTo("HF-PG-126");
            assertThat(refused.getMessage()).contains("tablespace");
            assertThat(other.databases()).doesNotContain("placed");
        }
    }

    private static void deleteTree(Path root) throws Exception {
        assertThat(new ProcessBuilder("find", root.toString(), "-mindepth", "1", "-delete")
                        .start()
                        .waitFor())
                .isZero();
    }
}
