package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a target from its database, and tools from their work, each with its code and a hint. */
class ConnectionFailuresTest {

    private static LocalPostgres server;

    @BeforeAll
    static void startAServer() {
        server = LocalPostgres.shared();
    }

    private static BackupException failure(TargetDefinition definition) {
        BackupException failure = catchThrowableOfType(
                BackupException.class, () -> Captured.of(definition).close());
        assertThat(failure).isNotNull();
        assertThat(failure.hint()).endsWith(".");
        return failure;
    }

    @Test
    void a_target_that_does_not_say_where_its_database_is_cannot_be_backed_up() {
        assertThat(failure(PostgresTarget.named("orders")).code()).isEqualTo("HF-PG-006");
    }

    @Test
    void a_server_without_encryption_is_not_talked_to_where_encryption_is_asked_for() {
        assertThat(failure(server.target("orders", "postgres").sslmode("require"))
                        .code())
                .isEqualTo("HF-PG-015");
    }

    @Test
    void a_server_that_refuses_the_session_is_not_told_to_be_out_of_reach() {
        TimeZone before = TimeZone.getDefault();
        // The driver tells the server the zone of this process, and servers know other zones than Java.
        TimeZone.setDefault(new SimpleTimeZone(0, "Nowhere/Land"));
        try {
            BackupException failure = failure(server.target("orders", "postgres"));
            assertThat(failure.code()).isEqualTo("HF-PG-008");
            assertThat(failure).hasMessageContaining("refused the session").hasMessageContaining("Nowhere/Land");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void a_passfile_that_is_not_there_and_a_password_that_fits_into_none_are_told(@TempDir Path directory) {
        PostgresTarget target =
                PostgresTarget.named("orders").url(server.url("postgres")).user("postgres");
        BackupException missing = failure(target.passfile(directory.resolve("none")));
        assertThat(missing.code()).isEqualTo("HF-PG-017");
        server.sql(
                "postgres", "DROP ROLE IF EXISTS breaking", "CREATE ROLE breaking LOGIN SUPERUSER PASSWORD E'a\\nb'");
        try {
            BackupException broken = failure(target.user("breaking").password(Secret.of("a\nb")));
            assertThat(broken.code()).isEqualTo("HF-PG-017");
            assertThat(broken.getMessage()).doesNotContain("\n");
        } finally {
            server.sql("postgres", "DROP ROLE breaking");
        }
    }

    @Test
    void a_table_of_contents_of_a_later_form_is_not_kept_and_the_dump_is(@TempDir Path directory) throws Exception {
        String database = server.createDatabase();
        server.sql(database, "CREATE TABLE t (v int)", "INSERT INTO t SELECT generate_series(1, 10)");
        for (String tool : List.of("pg_dump", "pg_dumpall")) {
            Path script = directory.resolve(tool);
            // The version of the archive's form stands behind its first five bytes.
            String later = "if [ \"$1\" != --version ]; then " + server.bin().resolve(tool)
                    + " \"$@\" | LC_ALL=C sed '1s/^PGDMP\\x01./PGDMP\\x01\\x63/'; exit; fi\n";
            Files.writeString(
                    script,
                    "#!/bin/bash\nset -o pipefail\n" + (tool.equals("pg_dump") ? later : "") + "exec "
                            + server.bin().resolve(tool) + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try (Captured captured = Captured.of(server.target("orders", database).client(directory.toString()))) {
            assertThat(captured.codes()).containsExactly("HF-PG-068");
            assertThat(captured.context.problems().get(0).severity()).isEqualTo(Severity.WARNING);
            assertThat(captured.backup.suffixes())
                    .contains("dump", "rows.jsonl")
                    .doesNotContain("contents.jsonl");
            assertThat(captured.backup.bytes("dump")[6]).isEqualTo((byte) 0x63);
        }
    }

    @Test
    void a_group_stands_for_its_databases_and_not_for_itself() throws Exception {
        PostgresTarget all = server.target("main", "postgres").allDatabases();
        assertThat(failure(all).code()).isEqualTo("HF-PG-081");
        try (BackupTarget group = all.excludeDatabases("*").open();
                TestRunContext context = new TestRunContext()) {
            List<Problem> problems = group.check(context);
            assertThat(problems).extracting(Problem::code).containsExactly("HF-PG-080");
            assertThat(problems).extracting(Problem::severity).containsExactly(Severity.ERROR);
        }
    }
}
