package dev.holdfast.backup.postgres.everywhere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.postgres.Captured;
import dev.holdfast.backup.postgres.DumpFormat;
import dev.holdfast.backup.postgres.PostgresTarget;
import dev.holdfast.backup.postgres.PostgresTargetProvider;
import dev.holdfast.backup.postgres.Worlds;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a PostgreSQL target does, wherever server and tools are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackupAndRestore {

    private static final int MEGABYTE = 1 << 20;

    private Scene scene;
    private String database;
    private PostgresTarget target;
    private TestRunContext context;

    /** Begins a scene of one's own. */
    abstract Scene begin();

    Scene scene() {
        return scene;
    }

    String database() {
        return database;
    }

    PostgresTarget target() {
        return target;
    }

    TestRunContext context() {
        return context;
    }

    @BeforeAll
    void beginTheScene() {
        scene = begin();
    }

    @AfterAll
    void endTheScene() {
        if (scene != null) {
            scene.close();
        }
    }

    @BeforeEach
    void makeADatabase() {
        database = scene.createDatabase();
        scene.sql(
                database,
                "CREATE TABLE items (id int PRIMARY KEY, name text)",
                "INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 100) i",
                "CREATE TABLE \"Odd Name\" (v text)",
                "INSERT INTO \"Odd Name\" VALUES ('ä'), (NULL)");
        target = scene.target(database);
        context = new TestRunContext().pool(4);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(context.open()).isEmpty();
        context.close();
        assertThat(scene.leftovers()).isEmpty();
    }

    /** Thirty megabytes: more than all buffers between the server and the sink together. */
    static void enlarge(Scene where, String database) {
        where.sql(
                database,
                "CREATE TABLE big (id int, filler text)",
                "INSERT INTO big SELECT i, repeat(md5(i::text), 30) FROM generate_series(1, 30000) i");
    }

    /** Captures, does something once when a megabyte of the dump has come, and returns what the capture throws. */
    static Throwable interrupted(PostgresTarget target, TestRunContext context, Runnable act) throws Exception {
        try (MemoryBackup backup = new MemoryBackup(target.id(), new TarArchiver());
                BackupTarget opened = target.open()) {
            AtomicReference<Runnable> once = new AtomicReference<>(act);
            backup.beforeEach(() -> {
                if (backup.written() > MEGABYTE) {
                    Runnable due = once.getAndSet(null);
                    if (due != null) {
                        due.run();
                    }
                }
            });
            Throwable thrown = catchThrowable(() -> opened.capture(backup.sink(), context));
            assertThat(once.get()).as("the dump came to its middle").isNull();
            assertThat(backup.open()).isEmpty();
            return thrown;
        }
    }

    private String items(String where) {
        return scene.ask(where, "SELECT count(*) FROM items");
    }

    @Test
    void a_check_finds_nothing_that_stands_against_a_backup() throws Exception {
        List<Problem> found = Worlds.with(target, opened -> opened.check(context));
        assertThat(found).allMatch(problem -> problem.severity() == Severity.INFO);
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFormat.class,
            names = {"CUSTOM", "PLAIN"})
    void a_capture_comes_with_roles_and_evidence_and_is_proven_by_decoding_it(DumpFormat format) throws Exception {
        try (Captured captured = Captured.of(target.format(format))) {
            assertThat(captured.codes()).isEmpty();
            assertThat(captured.backup.suffixes())
                    .contains(
                            format == DumpFormat.PLAIN ? "sql" : "dump", "globals.sql", "rows.jsonl", "database.json");
            assertThat(captured.rows()).containsEntry("public.items", "100").containsEntry("public.Odd Name", "2");
            assertThat(captured.backup.facts()).containsEntry("globals", "yes").containsEntry("rows", "all");
            assertThat(captured.context.open()).isEmpty();
            new PostgresTargetProvider().verify(captured.backup.reader(), context);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFormat.class,
            names = {"CUSTOM", "PLAIN"})
    void a_staged_restore_takes_the_place_of_the_live_database_and_can_be_rolled_back_or_confirmed(DumpFormat format)
            throws Exception {
        PostgresTarget formed = target.format(format);
        try (MemoryBackup backup = Worlds.capture(formed)) {
            scene.sql(database, "DELETE FROM items WHERE id > 10");
            try (TestRunContext first = new TestRunContext().pool(2)) {
                Worlds.restore(formed, backup.reader(), first);
                assertThat(items(database)).isEqualTo("100");
                assertThat(scene.beside(database)).hasSize(1);
                Worlds.undo(formed, first);
            }
            assertThat(items(database)).isEqualTo("10");
            assertThat(scene.beside(database)).isEmpty();

            Worlds.restore(formed, backup.reader(), context);
            Worlds.release(formed, context);
            assertThat(items(database)).isEqualTo("100");
            assertThat(scene.beside(database)).isEmpty();
        }
    }

    @Test
    void a_database_that_is_lost_comes_back_with_its_settings() throws Exception {
        scene.sql(
                "postgres",
                "ALTER DATABASE " + database + " SET work_mem = '7MB'",
                "COMMENT ON DATABASE " + database + " IS 'what we live on'");
        try (MemoryBackup backup = Worlds.capture(target)) {
            scene.sql("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
            Worlds.restore(target, backup.reader(), context);
        }
        assertThat(items(database)).isEqualTo("100");
        assertThat(scene.ask(database, "SHOW work_mem")).isEqualTo("7MB");
        assertThat(
                        scene.ask(
                                database,
                                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"))
                .isEqualTo("what we live on");
    }

    @Test
    void a_restore_to_another_database_leaves_the_live_one_alone() throws Exception {
        String copy = database + " copy";
        try (MemoryBackup backup = Worlds.capture(target)) {
            scene.sql(database, "DELETE FROM items");
            Worlds.restoreTo(target, backup.reader(), RestoreRequest.to(copy), context);
        }
        assertThat(items(copy)).isEqualTo("100");
        assertThat(items(database)).isEqualTo("0");
    }

    @Test
    void a_restore_in_place_brings_back_what_the_backup_has() throws Exception {
        try (MemoryBackup backup = Worlds.capture(target)) {
            scene.sql(database, "DELETE FROM items", "DROP TABLE \"Odd Name\"");
            Worlds.with(target, opened -> {
                opened.restore(backup.reader(), RestoreRequest.inPlace(), context);
                return true;
            });
        }
        assertThat(items(database)).isEqualTo("100");
        assertThat(scene.ask(database, "SELECT count(*) FROM \"Odd Name\"")).isEqualTo("2");
    }

    @Test
    void a_part_of_a_large_dump_comes_back_alone() throws Exception {
        // The list of all entries is longer than a pipe holds, and the dump behind it too.
        scene.sql(
                database,
                "DO $$ BEGIN FOR i IN 1..700 LOOP EXECUTE format('CREATE TABLE %I (v int)',"
                        + " 'one_of_many_tables_with_a_rather_long_name_' || i); END LOOP; END $$");
        enlarge(scene, database);
        String copy = database + "_part";
        try (MemoryBackup backup = Worlds.capture(target)) {
            Worlds.restoreTo(target, backup.reader(), RestoreRequest.to(copy).only(List.of("public.items")), context);
        }
        assertThat(scene.list(copy, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                .containsExactly("items");
        assertThat(items(copy)).isEqualTo("100");
    }

    @Test
    void data_that_violate_their_own_constraints_are_saved_as_far_as_they_go() throws Exception {
        scene.sql(
                database,
                "CREATE TABLE limits (most int)",
                "INSERT INTO limits VALUES (1000)",
                "CREATE FUNCTION fits(int) RETURNS boolean LANGUAGE plpgsql AS"
                        + " 'BEGIN RETURN $1 <= (SELECT most FROM limits); END'",
                "CREATE TABLE fitting (a int CONSTRAINT must_fit CHECK (public.fits(a)))",
                "INSERT INTO fitting SELECT generate_series(1, 30)");
        String copy = database + "_saved";
        try (MemoryBackup backup = Worlds.capture(target)) {
            Worlds.restoreTo(target, backup.reader(), RestoreRequest.to(copy).asSalvage(), context);
        }
        assertThat(scene.ask(copy, "SELECT count(*) FROM fitting")).isEqualTo("30");
        assertThat(context.problems()).anyMatch(problem -> problem.message().contains("must_fit"));
    }

    @ParameterizedTest
    @EnumSource(
            value = DumpFormat.class,
            names = {"CUSTOM", "PLAIN"})
    void a_backup_that_cannot_be_read_to_its_end_is_not_restored(DumpFormat format) throws Exception {
        enlarge(scene, database);
        PostgresTarget formed = target.format(format);
        try (MemoryBackup backup = Worlds.capture(formed)) {
            UnreadableEnd cut = new UnreadableEnd(backup.reader());
            Throwable thrown = catchThrowable(() -> Worlds.stage(formed, cut, RestoreRequest.staged(), context));
            assertThat(thrown).isInstanceOf(StoreException.class).hasMessageContaining("the disk is gone");
        }
        Worlds.undo(formed, context);
        assertThat(scene.beside(database)).isEmpty();
        scene.await("no tool is left", () -> scene.toolsAtWork().isEmpty());
    }

    @Test
    void a_wrong_password_has_a_code_of_its_own_and_is_not_told() {
        PostgresTarget wrong = target.password(Secret.of("wr0ng-s3cr3t"));
        BackupException refused = catchThrowableOfType(
                BackupException.class, () -> Captured.of(wrong).close());
        assertThat(refused.code()).isEqualTo("HF-PG-011");
        assertThat(refused.hint()).isNotEmpty();
        assertThat(refused.failure().toString()).doesNotContain("wr0ng-s3cr3t");
    }

    @Test
    void the_password_is_in_nothing_that_others_can_see_of_a_tool() throws Exception {
        enlarge(scene, database);
        List<String> seen = new ArrayList<>();
        Throwable thrown = interrupted(target, context, () -> seen.addAll(scene.toolsAtWork()));
        assertThat(thrown).isNull();
        assertThat(seen).isNotEmpty().anyMatch(words -> words.contains("passfile="));
        assertThat(seen).noneMatch(words -> words.contains("s3cr3t"));
    }

    @Test
    void a_cancel_in_the_middle_of_the_dump_ends_the_tool_and_its_session() throws Exception {
        enlarge(scene, database);
        List<String> before = new ArrayList<>();
        Throwable thrown = interrupted(target, context, () -> {
            before.addAll(scene.toolsAtWork());
            context.cancel();
        });
        assertThat(thrown).isInstanceOf(CancelledException.class);
        assertThat(before).isNotEmpty();
        scene.await("no tool is left", () -> scene.toolsAtWork().isEmpty());
        scene.await("no session is left", () -> scene.ourSessions().isEmpty());
    }

    @Test
    void a_cancel_in_the_middle_of_a_restore_ends_the_tool_and_its_session() throws Exception {
        letCopiesWait(scene, database);
        try (MemoryBackup backup = Worlds.capture(target)) {
            Throwable thrown = restoring(scene, target, backup, context, context::cancel);
            assertThat(thrown).isInstanceOf(CancelledException.class);
        }
        scene.await("no tool is left", () -> scene.toolsAtWork().isEmpty());
        scene.await("no session is left", () -> scene.ourSessions().isEmpty());
        Worlds.undo(target, context);
        assertThat(scene.beside(database)).isEmpty();
    }

    private static void letCopiesWait(Scene where, String database) {
        where.sql(
                database,
                Worlds.WAITS_IN_A_COPY,
                "CREATE TABLE t (a int CHECK (waits(a)))",
                "INSERT INTO t VALUES (1)");
    }

    /** Restores, does something when the copy is being filled, and returns what the restore throws. */
    private static Throwable restoring(
            Scene where, PostgresTarget target, MemoryBackup backup, TestRunContext context, Runnable act)
            throws InterruptedException {
        Thread acting = new Thread(
                () -> {
                    where.await(
                            "the copy is being filled",
                            () -> !where.list(
                                            "postgres",
                                            "SELECT pid FROM pg_stat_activity WHERE datname LIKE '%holdfast\\_new%'"
                                                    + " AND wait_event = 'PgSleep'")
                                    .isEmpty());
                    act.run();
                },
                "holdfast-test-acting");
        acting.start();
        Throwable thrown = catchThrowable(() -> Worlds.restore(target, backup.reader(), context));
        acting.join();
        return thrown;
    }

    @Test
    void a_server_that_stops_in_the_middle_of_the_dump_leaves_no_backup_and_says_so() throws Exception {
        try (Scene own = begin();
                TestRunContext stopped = new TestRunContext().pool(4)) {
            String shop = own.createDatabase();
            enlarge(own, shop);
            Throwable thrown = interrupted(own.target(shop), stopped, own::stop);
            assertThat(thrown).isInstanceOf(TargetException.class);
            assertThat(((BackupException) thrown).code()).isEqualTo(own.codeOfStopInDump());
            assertThat(((BackupException) thrown).hint()).isNotEmpty();
            assertThat(stopped.open()).isEmpty();
            own.start();
            assertThat(own.leftovers()).isEmpty();
        }
    }

    @Test
    void a_server_that_stops_in_the_middle_of_a_restore_leaves_the_live_database_as_it_was() throws Exception {
        try (Scene own = begin();
                TestRunContext stopped = new TestRunContext().pool(4)) {
            String shop = own.createDatabase();
            letCopiesWait(own, shop);
            PostgresTarget live = own.target(shop);
            try (MemoryBackup backup = Worlds.capture(live)) {
                own.sql(shop, "INSERT INTO t VALUES (2)");
                Throwable thrown = restoring(own, live, backup, stopped, own::stop);
                assertThat(thrown).isInstanceOf(BackupException.class);
                assertThat(((BackupException) thrown).code()).isEqualTo(own.codeOfStopInRestore());
                assertThat(((BackupException) thrown).hint()).isNotEmpty();
            }
            own.start();
            Worlds.undo(live, stopped);
            assertThat(own.ask(shop, "SELECT count(*) FROM t")).isEqualTo("2");
            assertThat(own.beside(shop)).isEmpty();
            assertThat(own.leftovers()).isEmpty();
        }
    }
}
