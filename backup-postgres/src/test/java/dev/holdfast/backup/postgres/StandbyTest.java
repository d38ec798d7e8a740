package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backups from a hot standby, and what a standby can do to them. */
class StandbyTest {

    private static LocalPostgres primary;
    private static LocalPostgres standby;

    @BeforeAll
    static void startBoth() {
        primary = LocalPostgres.start();
        standby = LocalPostgres.standby(primary, "hot_standby_feedback = on");
    }

    @AfterAll
    static void stopBoth() {
        standby.close();
        primary.close();
    }

    private static List<Problem> check(PostgresTarget definition) throws Exception {
        try (TestRunContext context = new TestRunContext();
                BackupTarget target = definition.open()) {
            return target.check(context);
        }
    }

    private static List<String> codes(List<Problem> problems, Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::code)
                .toList();
    }

    private static void await(LocalPostgres server, String condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!"t".equals(server.value("postgres", condition))) {
            assertThat(System.nanoTime()).as(condition).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** What replays ends those in its way at once, and then waits for them; a reader here may hold them up. */
    private static void awaitConflict(LocalPostgres server) {
        String now = primary.value("postgres", "SELECT pg_current_wal_lsn()");
        await(server, "SELECT pg_last_wal_receive_lsn() >= '" + now + "'::pg_lsn");
        String replayed = "SELECT pg_last_wal_replay_lsn() >= '" + now + "'::pg_lsn";
        for (int look = 0; look < 50 && "f".equals(server.value("postgres", replayed)); look++) {
            Thread.onSpinWait();
        }
    }

    private static String shop() {
        String database = primary.createDatabase();
        primary.sql(
                database,
                "CREATE TABLE kept (v int)",
                "INSERT INTO kept SELECT generate_series(1, 50)",
                "CREATE UNLOGGED TABLE quick (v int)",
                "INSERT INTO quick VALUES (1)");
        standby.awaitAllOf(primary);
        return database;
    }

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void a_standby_is_backed_up_without_the_rows_of_unlogged_tables_which_it_does_not_have(DumpFormat format)
            throws Exception {
        String database = shop();
        PostgresTarget target = standby.target("orders", database).format(format);
        try (Captured captured = Captured.of(target);
                TestRunContext context = new TestRunContext().pool(4)) {
            assertThat(captured.rows()).containsOnlyKeys("public.kept").containsEntry("public.kept", "50");
            assertThat(captured.codes()).isEmpty();
            new PostgresTargetProvider().verify(captured.backup.reader(), context);
            // It comes back where it can be written.
            String copy = database + "_" + format.word();
            Worlds.restoreTo(
                    primary.target("orders", database), captured.backup.reader(), RestoreRequest.to(copy), context);
            assertThat(primary.value(copy, "SELECT count(*) FROM kept")).isEqualTo("50");
            assertThat(primary.value(copy, "SELECT count(*) FROM quick")).isEqualTo("0");
        }
    }

    @Test
    void the_state_of_a_standby_is_told_by_a_check() throws Exception {
        String database = shop();
        List<Problem> problems = check(standby.target("orders", database));
        assertThat(codes(problems, Severity.INFO)).contains("HF-PG-041");
        assertThat(codes(problems, Severity.WARNING)).isEmpty();
        assertThat(codes(problems, Severity.ERROR)).isEmpty();
        standby.sql("postgres", "SELECT pg_wal_replay_pause()");
        try {
            assertThat(codes(check(standby.target("orders", database)), Severity.WARNING))
                    .containsExactly("HF-PG-044");
        } finally {
            standby.sql("postgres", "SELECT pg_wal_replay_resume()");
        }
    }

    @Test
    void a_standby_that_may_end_reads_or_that_lost_its_primary_is_warned_of() throws Exception {
        String database = shop();
        try (LocalPostgres alone = LocalPostgres.standby(primary)) {
            alone.sql("postgres", "ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()");
            await(alone, "SELECT count(*) = 0 FROM pg_stat_wal_receiver");
            List<Problem> problems = check(alone.target("orders", database));
            assertThat(codes(problems, Severity.WARNING)).containsExactly("HF-PG-035", "HF-PG-044");
            assertThat(problems).anyMatch(problem -> problem.message().contains("receives nothing"));
        }
    }

    @Test
    void a_standby_is_no_place_to_restore_to() throws Exception {
        String database = shop();
        PostgresTarget target = standby.target("orders", database);
        try (MemoryBackup backup = Worlds.capture(target)) {
            for (RestoreRequest how : List.of(RestoreRequest.staged(), RestoreRequest.to(database + "_copy"))) {
                List<Problem> problems =
                        Worlds.preview(target, backup.reader(), how).problems();
                assertThat(codes(problems, Severity.ERROR)).as(how.toString()).containsExactly("HF-PG-100");
            }
        }
        // Whoever restores the primary is told who goes on reading the old database.
        try (MemoryBackup backup = Worlds.capture(primary.target("orders", database))) {
            List<Problem> problems = Worlds.preview(
                            primary.target("orders", database), backup.reader(), RestoreRequest.staged())
                    .problems();
            assertThat(codes(problems, Severity.WARNING)).containsExactly("HF-PG-109");
        }
    }

    @Test
    void what_the_primary_removes_under_a_dump_ends_it_with_a_code_of_its_own() throws Exception {
        String database = primary.createDatabase();
        primary.sql(
                database,
                "CREATE TABLE big (id int, filler text)",
                "INSERT INTO big SELECT i, repeat(md5(i::text), 30) FROM generate_series(1, 30000) i");
        try (LocalPostgres impatient =
                LocalPostgres.standby(primary, "hot_standby_feedback = off", "max_standby_streaming_delay = 0")) {
            impatient.awaitAllOf(primary);
            PostgresTarget target = impatient.target("orders", database).countRows(CountRows.NONE);
            AtomicBoolean once = new AtomicBoolean();
            try (MemoryBackup backup = new MemoryBackup(target.id(), new TarArchiver());
                    TestRunContext context = new TestRunContext().pool(4);
                    BackupTarget opened = target.open()) {
                backup.beforeEach(() -> {
                    if (backup.written() > 1 << 20 && once.compareAndSet(false, true)) {
                        primary.sql(database, "TRUNCATE big");
                        awaitConflict(impatient);
                    }
                });
                BackupException ended =
                        catchThrowableOfType(BackupException.class, () -> opened.capture(backup.sink(), context));
                assertThat(once).isTrue();
                assertThat(ended.code()).isEqualTo("HF-PG-055");
                assertThat(ended.hint()).contains("hot_standby_feedback");
                assertThat(ended.retryStatus()).isEqualTo(RetryStatus.LATER);
                assertThat(context.open()).isEmpty();
            }
        }
    }

    @Test
    void a_count_that_the_primary_ends_is_no_lost_connection() throws Exception {
        String database = shop();
        try (LocalPostgres impatient =
                LocalPostgres.standby(primary, "hot_standby_feedback = off", "max_standby_streaming_delay = 0")) {
            impatient.awaitAllOf(primary);
            PostgresTarget target = impatient.target("orders", database);
            try (TestRunContext context = new TestRunContext().pool(4);
                    BackupTarget opened = target.open();
                    dev.holdfast.backup.spi.Snapshots.Snapshot snapshot = opened.ability(
                                    dev.holdfast.backup.spi.Snapshots.class)
                            .orElseThrow()
                            .snapshot(context);
                    MemoryBackup backup = new MemoryBackup(target.id(), new TarArchiver())) {
                // The session that holds the snapshot stands in the way of what is done to a table that it has locked.
                primary.sql(database, "ALTER TABLE kept ADD COLUMN w int DEFAULT 7");
                impatient.awaitAllOf(primary);
                BackupException ended =
                        catchThrowableOfType(BackupException.class, () -> snapshot.capture(backup.sink(), context));
                assertThat(ended.code()).isEqualTo("HF-PG-055");
            }
        }
    }

    @Test
    void a_server_that_does_not_let_anybody_in_yet_is_worth_another_try() throws Exception {
        try (LocalPostgres closed = LocalPostgres.closedStandby(primary)) {
            List<Problem> problems = check(closed.target("orders", "postgres"));
            assertThat(codes(problems, Severity.ERROR)).containsExactly("HF-PG-014");
        }
    }
}
