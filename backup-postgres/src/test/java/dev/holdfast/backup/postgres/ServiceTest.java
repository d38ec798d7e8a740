package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target that is named by a service of the service file, for the driver and for the tools. */
class ServiceTest {

    /** Where the driver looks for the file, before the places that the tools look at too. */
    private static final String FILE = "org.postgresql.pgservicefile";

    @TempDir
    Path directory;

    private LocalPostgres server;
    private String database;
    private Path file;

    @BeforeEach
    void writeTheFile() throws Exception {
        server = LocalPostgres.shared();
        database = server.createDatabase();
        server.sql(database, "CREATE TABLE t (v int)", "INSERT INTO t SELECT generate_series(1, 30)");
        file = directory.resolve("services");
        Files.writeString(file, """
                [shop]
                host=127.0.0.1
                port=%d
                dbname=%s
                user=%s
                """.formatted(server.port(), database, LocalPostgres.SUPERUSER));
        System.setProperty(FILE, file.toString());
    }

    @AfterEach
    void forgetTheFile() {
        System.clearProperty(FILE);
    }

    /** Tools that look at our file, as they would by a variable of whoever starts the process. */
    private Path tools() throws Exception {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : List.of("pg_dump", "pg_dumpall", "pg_restore", "psql")) {
            Path script = tools.resolve(tool);
            Files.writeString(
                    script,
                    "#!/bin/sh\nPGSERVICEFILE=" + file + " exec " + server.bin().resolve(tool) + " \"$@\"\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return tools;
    }

    private PostgresTarget target() throws Exception {
        return PostgresTarget.named("orders")
                .service("shop")
                .password(Secret.of(LocalPostgres.PASSWORD))
                .client(tools().toString());
    }

    @Test
    void host_port_database_and_user_of_a_service_are_taken_by_driver_and_tools() throws Exception {
        PostgresTarget target = target();
        try (BackupTarget opened = target.open();
                TestRunContext context = new TestRunContext()) {
            assertThat(opened.check(context))
                    .noneMatch(problem -> problem.severity() == dev.holdfast.backup.Severity.ERROR);
        }
        try (Captured captured = Captured.of(target)) {
            assertThat(captured.rows()).containsEntry("public.t", "30");
            assertThat(captured.backup.facts()).containsEntry("database", database);
            assertThat(captured.backup.suffixes()).contains("globals.sql");
        }
    }

    @Test
    void a_passfile_beside_a_service_says_a_star_for_what_the_service_knows() throws Exception {
        Path passfile = directory.resolve("pass");
        Files.writeString(
                passfile,
                "10.9.8.7:*:*:*:of another server\n*:*:*:*:"
                        + LocalPostgres.PASSWORD.replace("\\", "\\\\").replace(":", "\\:") + "\n");
        Files.setPosixFilePermissions(passfile, PosixFilePermissions.fromString("rw-------"));
        PostgresTarget target = PostgresTarget.named("orders")
                .service("shop")
                .passfile(passfile)
                .client(tools().toString());
        try (Captured captured = Captured.of(target)) {
            assertThat(captured.rows()).containsEntry("public.t", "30");
        }
    }

    @Test
    void a_service_that_names_the_database_is_enough_to_restore_it() throws Exception {
        PostgresTarget target = target();
        try (MemoryBackup backup = Worlds.capture(target);
                TestRunContext context = new TestRunContext().pool(4)) {
            server.sql(database, "DELETE FROM t");
            Worlds.restore(target, backup.reader(), context);
            assertThat(server.value(database, "SELECT count(*) FROM t")).isEqualTo("30");
            Worlds.release(target, context);
        }
    }

    @Test
    void what_the_settings_say_wins_over_the_service() throws Exception {
        String other = "a b/c?d=ü " + database;
        server.createDatabase(other);
        server.sql(other, "CREATE TABLE another (v int)");
        try (Captured captured = Captured.of(target().database(other))) {
            assertThat(captured.rows()).containsOnlyKeys("public.another");
        }
        try (MemoryBackup backup = Worlds.capture(target());
                TestRunContext context = new TestRunContext().pool(4)) {
            String copy = database + "_copy";
            Worlds.restoreTo(target(), backup.reader(), RestoreRequest.to(copy), context);
            assertThat(server.value(copy, "SELECT count(*) FROM t")).isEqualTo("30");
        }
    }

    @Test
    void all_databases_of_the_server_of_a_service_are_found() throws Exception {
        try (BackupTarget group = target().allDatabases().open();
                TestRunContext context = new TestRunContext()) {
            assertThat(group.ability(dev.holdfast.backup.spi.TargetGroup.class)
                            .orElseThrow()
                            .members(context))
                    .anyMatch(member -> member.id().name().equals("orders-" + database.replace('_', '-')));
        }
    }

    @Test
    void a_service_that_no_file_has_is_an_error_of_the_configuration() throws Exception {
        BackupException unknown = catchThrowableOfType(
                BackupException.class,
                () -> Captured.of(target().service("shoop")).close());
        assertThat(unknown.code()).isEqualTo("HF-PG-007");
        assertThat(unknown.getMessage()).contains("shoop");
    }
}
