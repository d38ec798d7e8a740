package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.dump.DatabaseFacts;
import dev.holdfast.backup.postgres.internal.evidence.DatabaseRecord;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.SizeEstimate;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import dev.holdfast.backup.testkit.Tools;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of a later major version than the tools of this machine; its binaries come as a library of the tests. */
class NewerServerTest {

    private static final String BINARIES = "/postgres-linux-x86_64.txz";

    /** A dump of the tools' own version is previewed on the newer server; the tools are too old to bring it there. */
    private static void restored(LocalPostgres newer, Path tools) throws Exception {
        LocalPostgres older = LocalPostgres.shared();
        String database = older.createDatabase();
        older.sql(database, "CREATE TABLE t (v int)", "INSERT INTO t VALUES (1)");
        PostgresTarget target = newer.target("orders", database).client(tools.toString());
        newer.createDatabase(database);
        try (MemoryBackup backup = Worlds.capture(older.target("orders", database));
                TestRunContext context = new TestRunContext().pool(4)) {
            for (RestoreRequest how : List.of(RestoreRequest.staged(), RestoreRequest.to("copy"))) {
                assertThat(Worlds.preview(target, backup.reader(), how).problems())
                        .as(how.toString())
                        .filteredOn(problem -> problem.severity() == Severity.ERROR)
                        .isEmpty();
            }
            TargetException refused =
                    catchThrowableOfType(TargetException.class, () -> Worlds.restore(target, backup.reader(), context));
            assertThat(refused.code()).isEqualTo("HF-PG-021");
            Worlds.undo(target, context);
            assertThat(newer.values("postgres", "SELECT datname FROM pg_database"))
                    .noneMatch(name -> name.contains("_holdfast_"));
        }
    }

    @Test
    void tools_that_are_older_than_the_server_are_found_before_the_dump(
            @TempDir(factory = OpenDirectory.class) Path directory) throws Exception {
        Tools.require("tar");
        Tools.require("xz");
        // The tools of this machine have to be of the version that the test is about.
        Path installed = LocalPostgres.installed();
        try (InputStream in = NewerServerTest.class.getResourceAsStream(BINARIES)) {
            Assumptions.assumeTrue(in != null && "amd64".equals(System.getProperty("os.arch")), "no binaries for here");
            Files.copy(in, directory.resolve("binaries.txz"));
        }
        Process unpack = new ProcessBuilder("tar", "-xJf", "binaries.txz")
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(unpack.waitFor()).isZero();
        try (LocalPostgres server = LocalPostgres.start(directory.resolve("bin"))) {
            PostgresTarget target = server.target("orders", "postgres");
            TargetException refused = catchThrowableOfType(
                    TargetException.class,
                    () -> Captured.of(target.client(installed.toString())).close());
            assertThat(refused.code()).isEqualTo("HF-PG-021");
            assertThat(refused.hint()).contains("postgresql-client-18");
            try (BackupTarget opened = target.client(installed.toString()).open();
                    TestRunContext context = new TestRunContext()) {
                List<Problem> problems = opened.check(context);
                // All other looks at a server of that version work.
                assertThat(problems)
                        .filteredOn(problem -> problem.severity() != Severity.INFO)
                        .extracting(Problem::code)
                        .containsExactly("HF-PG-021");
                assertThat(opened.ability(SizeEstimate.class)
                                .orElseThrow()
                                .estimate(context)
                                .bytes())
                        .isPresent();
                opened.ability(Snapshots.class).orElseThrow().snapshot(context).close();
            }
            server.sql(
                    "postgres",
                    "CREATE DATABASE ruled TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en' ICU_RULES '&a < g'");
            ConnectionSettings ruled =
                    ConnectionSettings.of(server.target("orders", "ruled").settings());
            try (TestRunContext context = new TestRunContext();
                    ServerConnection connection = ServerConnection.open(ruled, context)) {
                DatabaseRecord record = DatabaseFacts.read(connection, connection.version());
                assertThat(record.properties())
                        .containsEntry("locale-provider", "i")
                        .containsEntry("icu-locale", "en")
                        .containsEntry("icu-rules", "&a < g");
            }
            restored(server, installed);
        }
    }
}
