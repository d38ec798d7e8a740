package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a capture on its way. */
class BrokenCaptureTest {

    private static final String OURS = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'holdfast%'";
    private static final int MEGABYTE = 1 << 20;

    private static LocalPostgres server;

    @BeforeAll
    static void startAServer() {
        server = LocalPostgres.shared();
    }

    /** Thirty megabytes: more than all buffers between the server and the sink together. */
    private static String large(LocalPostgres where) {
        String database = where.createDatabase();
        where.sql(
                database,
                "CREATE TABLE big (id int, filler text)",
                "INSERT INTO big SELECT i, repeat(md5(i::text), 30) FROM generate_series(1, 30000) i");
        return database;
    }

    private static MemoryBackup empty(PostgresTarget target) {
        return new MemoryBackup(target.id(), new TarArchiver());
    }

    /** Does something once when a megabyte of the dump has come. */
    private static void inTheMiddle(MemoryBackup backup, Runnable act) {
        AtomicReference<Runnable> once = new AtomicReference<>(act);
        backup.beforeEach(() -> {
            if (backup.written() > MEGABYTE) {
                Runnable due = once.getAndSet(null);
                if (due != null) {
                    due.run();
                }
            }
        });
    }

    private static void awaitNoSessions(LocalPostgres where) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!"0".equals(where.value("postgres", OURS))) {
            assertThat(System.nanoTime() < end)
                    .as("no session is left: %s", where.values("postgres", "SELECT query FROM pg_stat_activity"))
                    .isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    void a_server_stopped_in_the_middle_of_the_dump_has_a_code_of_its_own() throws Exception {
        try (LocalPostgres own = LocalPostgres.start()) {
            PostgresTarget target = own.target("orders", large(own));
            try (MemoryBackup backup = empty(target);
                    TestRunContext context = new TestRunContext().pool(4);
                    BackupTarget opened = target.open()) {
                inTheMiddle(backup, own::stop);
                Throwable thrown = catchThrowable(() -> opened.capture(backup.sink(), context));
                assertThat(thrown).isInstanceOf(TargetException.class);
                assertThat(((BackupException) thrown).code()).isEqualTo("HF-PG-054");
                assertThat(((BackupException) thrown).hint()).isNotEmpty();
                assertThat(context.open()).isEmpty();
                assertThat(backup.open()).isEmpty();
            }
        }
    }

    @Test
    void a_cancel_in_the_middle_of_the_dump_ends_the_sessions_on_the_server() throws Exception {
        PostgresTarget target = server.target("orders", large(server));
        try (MemoryBackup backup = empty(target);
                TestRunContext context = new TestRunContext().pool(4);
                BackupTarget opened = target.open()) {
            inTheMiddle(backup, context::cancel);
            Throwable thrown = catchThrowable(() -> opened.capture(backup.sink(), context));
            assertThat(thrown).isInstanceOf(dev.holdfast.backup.CancelledException.class);
            assertThat(context.open()).isEmpty();
        }
        awaitNoSessions(server);
    }

    @Test
    void a_cancel_while_the_snapshot_waits_for_a_lock_ends_the_wait() throws Exception {
        String database = large(server);
        PostgresTarget target = server.target("orders", database);
        try (Connection other = server.connect(database);
                Statement statement = other.createStatement();
                TestRunContext context = new TestRunContext().pool(4)) {
            statement.execute("BEGIN");
            statement.execute("LOCK TABLE big IN ACCESS EXCLUSIVE MODE");
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread capturing = new Thread(
                    () -> thrown.set(
                            catchThrowable(() -> Captured.of(target, context).close())),
                    "holdfast-test-capturing");
            capturing.start();
            awaitWaiting(database);
            context.cancel();
            capturing.join(Duration.ofSeconds(20).toMillis());
            assertThat(capturing.isAlive()).isFalse();
            assertThat(thrown.get()).isInstanceOf(dev.holdfast.backup.CancelledException.class);
            awaitNoSessions(server);
        }
    }

    private static void awaitWaiting(String database) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String waiting = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE NOT l.granted"
                + " AND d.datname = '" + database + "'";
        while ("0".equals(server.value("postgres", waiting))) {
            assertThat(System.nanoTime() < end).as("somebody waits").isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    void whoever_waits_for_a_table_between_snapshot_and_dump_gets_through_and_the_dump_begins_again(
            @TempDir Path directory) throws Exception {
        String database = server.createDatabase();
        server.sql(database, "CREATE TABLE t (v int)", "INSERT INTO t VALUES (1), (2)");
        Path client = wrapped(directory, """
                # The first dump begins when somebody waits for the table that the snapshot has locked.
                if [ "$1" != --version ] && mkdir "$HERE/once" 2>/dev/null; then
                  export PGPASSWORD='%s' PGHOST=127.0.0.1 PGPORT=%d PGUSER=postgres PGDATABASE=%s
                  PSQL="%s/psql -X -A -t -q"
                  $PSQL -c 'ALTER TABLE t ADD COLUMN late int DEFAULT 7' >/dev/null 2>&1 &
                  until [ "$($PSQL -c "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass")" = 1 ]
                  do :; done
                fi
                """.formatted(LocalPostgres.PASSWORD, server.port(), database, server.bin()));
        try (Captured captured = Captured.of(server.target("orders", database).client(client.toString()))) {
            assertThat(Files.isDirectory(client.resolve("once"))).isTrue();
            assertThat(captured.rows()).containsEntry("public.t", "2");
            assertThat(new String(captured.backup.bytes("dump"), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("COPY public.t (v, late)");
        }
    }

    @Test
    void a_tool_that_says_all_is_well_and_wrote_half_is_not_believed(@TempDir Path directory) throws Exception {
        String database = server.createDatabase();
        server.sql(database, "CREATE TABLE t (v int)", "INSERT INTO t SELECT generate_series(1, 1000)");
        Path half = wrapped(directory.resolve("half"), """
                if [ "$1" != --version ]; then "$REAL" "$@" | head -c 2000; exit 0; fi
                """);
        Path nothing = wrapped(directory.resolve("nothing"), """
                if [ "$1" != --version ]; then exit 0; fi
                """);
        for (Path client : List.of(half, nothing)) {
            for (DumpFormat format : List.of(DumpFormat.CUSTOM, DumpFormat.PLAIN)) {
                PostgresTarget target = server.target("orders", database)
                        .client(client.toString())
                        .format(format);
                Throwable thrown = catchThrowable(() -> Captured.of(target).close());
                assertThat(thrown).as("%s %s", client, format).isInstanceOf(TargetException.class);
                assertThat(((BackupException) thrown).code()).isEqualTo("HF-PG-059");
            }
        }
    }

    @Test
    void what_the_tool_warns_of_degrades_the_backup(@TempDir Path directory) throws Exception {
        String database = server.createDatabase();
        Path client = wrapped(directory, """
                if [ "$1" != --version ]; then echo "pg_dump: warning: something is odd" >&2; fi
                """);
        try (Captured captured = Captured.of(server.target("orders", database).client(client.toString()))) {
            assertThat(captured.context.problems())
                    .anyMatch(problem -> problem.code().equals("HF-PG-060")
                            && problem.message().contains("something is odd"));
        }
    }

    @Test
    void the_password_is_in_no_argument_and_no_variable_and_its_file_is_for_the_user_alone_and_gone_afterwards(
            @TempDir Path directory) throws Exception {
        String database = server.createDatabase();
        Path client = wrapped(directory, """
                { printf '%s\\n' "$@"; env; tr '\\0' '\\n' </proc/$$/cmdline; } >>"$HERE/seen"
                for a; do case $a in *passfile=*) f=${a#*passfile=\\'}; f=${f%%\\'*}
                  stat -c '%a %n' "$f" >>"$HERE/passfiles"; cat "$f" >>"$HERE/content";; esac; done
                """);
        try (Captured captured = Captured.of(server.target("orders", database).client(client.toString()))) {
            assertThat(captured.codes()).isEmpty();
        }
        String seen = Files.readString(client.resolve("seen"));
        assertThat(seen).contains("--snapshot=").contains("--globals-only");
        assertThat(seen).doesNotContain(LocalPostgres.PASSWORD).doesNotContain("s3cr3t");
        assertThat(Files.readString(client.resolve("content"))).contains("s3cr3t");
        for (String line : Files.readAllLines(client.resolve("passfiles"))) {
            assertThat(line).startsWith("600 ");
            assertThat(Path.of(line.substring(4))).doesNotExist();
        }
    }

    /** Tools that do something else first; the real ones come then. */
    private static Path wrapped(Path directory, String before) throws IOException {
        Files.createDirectories(directory);
        for (String tool : List.of("pg_dump", "pg_dumpall", "pg_restore", "psql")) {
            List<String> lines = new ArrayList<>();
            lines.add("#!/bin/sh");
            lines.add("HERE=" + directory);
            lines.add("REAL=" + server.bin().resolve(tool));
            if (tool.startsWith("pg_dump")) {
                lines.add(before);
            }
            lines.add("exec \"$REAL\" \"$@\"");
            Path script = directory.resolve(tool);
            Files.write(script, lines);
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(4);
        }
        return directory;
    }
}
