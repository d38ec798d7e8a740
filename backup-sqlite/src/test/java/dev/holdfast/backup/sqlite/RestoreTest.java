package dev.holdfast.backup.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.MemoryArchiver;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.SimulatedKill;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore ends in the old state or the new one, whole, and never takes anything along that it should not. */
class RestoreTest {

    @TempDir
    Path directory;

    private Path live;
    private SqliteTarget definition;
    private TestRunContext run;
    private MemoryBackup backup;

    @BeforeEach
    void backUpAndLoseRows() throws Exception {
        live = Databases.small(Files.createDirectory(directory.resolve("srv")).resolve("skills.db"));
        definition = SqliteTarget.named("skills").path(live);
        run = new TestRunContext();
        backup = Databases.capture(definition, run);
        Databases.run(live, "DELETE FROM skill WHERE id > 1", "CREATE TABLE since(x)");
    }

    @AfterEach
    void close() {
        backup.close();
        run.close();
    }

    private static StagedRestore staged(BackupTarget target) {
        return target.ability(StagedRestore.class).orElseThrow();
    }

    private RestoredCopy stage() throws Exception {
        try (BackupTarget target = definition.open()) {
            return staged(target).stage(backup.reader(), RestoreRequest.staged(), run);
        }
    }

    private void swap(RestoredCopy copy) throws Exception {
        try (BackupTarget target = definition.open()) {
            staged(target).swap(copy, run);
        }
    }

    private void undoInANewProcess() throws Exception {
        for (UndoRecord record : run.undoRecordsReversed()) {
            try (BackupTarget target = new SqliteTargetProvider()
                    .create(record.owner().name(), record.settings())
                    .open()) {
                staged(target).undo(record, run);
            }
        }
    }

    private void assertOld() throws Exception {
        assertThat(Databases.number(live, "SELECT count(*) FROM skill")).isEqualTo(1);
        assertThat(Databases.number(live, "SELECT count(*) FROM sqlite_schema WHERE name = 'since'"))
                .isEqualTo(1);
    }

    private void assertNew() throws Exception {
        assertThat(Databases.number(live, "SELECT count(*) FROM skill")).isEqualTo(3);
        assertThat(Databases.number(live, "SELECT count(*) FROM sqlite_schema WHERE name = 'since'"))
                .isZero();
    }

    private String code(ThrowingAct act) {
        return catchThrowableOfType(BackupException.class, act::run).code();
    }

    private interface ThrowingAct {
        void run() throws Exception;
    }

    @Test
    void a_file_that_is_there_is_left_alone_where_that_is_asked_for() throws Exception {
        Path other = Databases.small(directory.resolve("other.db"));
        Databases.run(other, "DELETE FROM skill");
        try (BackupTarget target = definition.open()) {
            RestoreRequest skip = RestoreRequest.to(other.toString()).onConflict(ConflictRule.SKIP);
            target.restore(backup.reader(), skip, run);
        }
        assertThat(Databases.number(other, "SELECT count(*) FROM skill")).isZero();
        assertThat(run.problems()).extracting(Problem::code).containsExactly("HF-SQL-030");
    }

    @Test
    void a_staged_restore_is_no_single_act() throws Exception {
        try (BackupTarget target = definition.open()) {
            assertThat(code(() -> target.restore(backup.reader(), RestoreRequest.staged(), run)))
                    .isEqualTo("HF-SQL-032");
        }
        assertOld();
    }

    @Test
    void the_log_of_the_old_database_goes_with_it_and_comes_back_with_it() throws Exception {
        // A log that a killed program left: a database and a log are copied while it is open, and put back when it is
        // closed.
        Databases.text(live, "PRAGMA journal_mode=WAL");
        try (Connection writer = Databases.open(live);
                Statement statement = writer.createStatement()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            statement.executeUpdate("INSERT INTO since VALUES ('only in the log')");
            for (String suffix : List.of("", "-wal")) {
                Files.copy(live.resolveSibling("skills.db" + suffix), directory.resolve("killed" + suffix));
            }
        }
        for (String suffix : List.of("", "-wal")) {
            Files.copy(
                    directory.resolve("killed" + suffix),
                    live.resolveSibling("skills.db" + suffix),
                    StandardCopyOption.REPLACE_EXISTING);
        }

        swap(stage());
        assertThat(live.resolveSibling("skills.db-wal")).doesNotExist();
        assertNew();

        undoInANewProcess();
        assertOld();
        assertThat(Databases.text(live, "SELECT x FROM since")).isEqualTo("only in the log");
        assertThat(Databases.beside(live)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whatever_step_a_crash_leaves_undo_gives_the_old_one_back_and_nothing_else(int steps) throws Exception {
        Databases.text(live, "PRAGMA journal_mode=WAL");
        Path log = live.resolveSibling("skills.db-wal");
        RestoredCopy copy = stage();
        Path copied = Path.of(copy.places().get(live.toString()));
        byte[] database = Files.readAllBytes(live);
        byte[] words = "what a crash left".getBytes(StandardCharsets.UTF_8);
        Files.write(log, words);
        run.onUndo(record -> {
            throw new SimulatedKill("before the first rename");
        });
        assertThat(catchThrowable(() -> swap(copy))).isInstanceOf(SimulatedKill.class);
        Path old = Path.of(run.undoRecords().get(1).data().get("old"));
        // The renames, as far as they came.
        if (steps > 0) {
            Files.move(log, old.resolveSibling(old.getFileName() + "-wal"));
        }
        if (steps > 1) {
            Files.move(live, old);
        }
        if (steps > 2) {
            Files.move(copied, live);
        }

        for (int time = 0; time < 2; time++) {
            undoInANewProcess();
            assertThat(live).hasBinaryContent(database);
            assertThat(log).hasBinaryContent(words);
            assertThat(Databases.beside(live)).containsExactly("skills.db-wal");
        }
    }

    @Test
    void a_rollback_takes_what_was_written_to_the_new_one_with_it() throws Exception {
        swap(stage());
        Databases.text(live, "PRAGMA journal_mode=WAL");
        try (Connection writer = Databases.open(live);
                Statement statement = writer.createStatement()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint=0");
            statement.executeUpdate("DELETE FROM skill");
            undoInANewProcess();
        }
        assertOld();
    }

    @Test
    void where_there_was_no_database_a_rollback_leaves_none() throws Exception {
        Files.delete(live);
        swap(stage());
        assertNew();
        undoInANewProcess();
        undoInANewProcess();
        assertThat(live).doesNotExist();
        assertThat(Databases.beside(live)).isEmpty();
    }

    @Test
    void confirm_drops_the_old_one_with_its_log() throws Exception {
        Files.writeString(live.resolveSibling("skills.db-journal"), "");
        swap(stage());
        try (BackupTarget target = definition.open()) {
            for (int time = 0; time < 2; time++) {
                for (UndoRecord record : run.undoRecords()) {
                    staged(target).release(record, run);
                }
            }
        }
        assertNew();
        assertThat(Databases.beside(live)).isEmpty();
    }

    @Test
    void something_that_took_the_place_meanwhile_is_put_aside_and_told() throws Exception {
        swap(stage());
        // Not deleted, as the next file would get its number.
        Files.move(live, directory.resolve("gone.db"));
        Databases.run(live, "CREATE TABLE other(x)");
        undoInANewProcess();
        assertOld();
        assertThat(run.problems()).extracting(Problem::code).contains("HF-SQL-027");
        assertThat(Databases.beside(live)).singleElement().asString().endsWith("-aside");
    }

    @Test
    void a_program_that_has_the_database_open_stops_the_swap_and_the_preview_says_so() throws Exception {
        RestoredCopy copy = stage();
        Process program = new ProcessBuilder(
                        "bash", "-c", "exec 3<\"$1\"; echo open; exec sleep 600", "-", live.toString())
                .start();
        try {
            assertThat(program.inputReader().readLine()).isEqualTo("open");
            assertThat(code(() -> swap(copy))).isEqualTo("HF-SQL-023");
            assertThat(run.undoRecords()).hasSize(1);
            RestorePreview preview = preview(RestoreRequest.staged());
            assertThat(preview.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("HF-SQL-023");
                assertThat(problem.severity()).isEqualTo(Severity.WARNING);
                assertThat(problem.context().get("processes")).contains(Long.toString(program.pid()));
            });
        } finally {
            program.destroyForcibly().waitFor();
        }
        swap(copy);
        assertNew();
    }

    private RestorePreview preview(RestoreRequest how) throws Exception {
        try (BackupTarget target = definition.open()) {
            return target.preview(backup.reader(), how, run);
        }
    }

    @Test
    void the_new_file_has_the_permissions_of_the_old_one() throws Exception {
        Files.setPosixFilePermissions(live, PosixFilePermissions.fromString("rw-rw----"));
        swap(stage());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(live)))
                .isEqualTo("rw-rw----");
    }

    @ParameterizedTest
    @EnumSource(SqliteFormat.class)
    void a_copy_is_private_until_it_gets_the_permissions_of_the_old_one(SqliteFormat format) throws Exception {
        definition = definition.format(format);
        Files.setPosixFilePermissions(live, PosixFilePermissions.fromString("rw-r-----"));
        try (MemoryBackup made = Databases.capture(definition, run)) {
            Files.delete(live);
            Path elsewhere = directory.resolve("elsewhere.db");
            made.beforeEach(() -> {
                try (Stream<Path> files = Files.list(directory)) {
                    for (Path file : files.filter(
                                    path -> path.getFileName().toString().startsWith(".holdfast-"))
                            .toList()) {
                        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                .isEqualTo("rw-------");
                    }
                }
            });
            Databases.restore(definition, made, RestoreRequest.to(elsewhere.toString()), run);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)))
                    .isEqualTo("rw-r-----");
        }
    }

    @Test
    void a_database_comes_back_where_its_directory_is_gone_too() throws Exception {
        Files.delete(live);
        Files.delete(live.getParent());
        swap(stage());
        assertNew();
    }

    @Test
    void a_link_to_the_database_stays_and_leads_to_the_new_one() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), live);
        definition = SqliteTarget.named("skills").path(link);
        swap(stage());
        assertThat(link).isSymbolicLink();
        assertNew();
    }

    @Test
    void a_restore_in_place_is_seen_by_connections_that_are_open() throws Exception {
        for (String journal : List.of("delete", "wal")) {
            Databases.text(live, "PRAGMA journal_mode=" + journal);
            Databases.run(live, "DELETE FROM tag");
            try (Connection open = Databases.open(live);
                    Statement statement = open.createStatement()) {
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM tag")) {
                    assertThat(rows.getInt(1)).isZero();
                }
                Databases.restore(definition, backup, RestoreRequest.inPlace(), run);
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM tag")) {
                    assertThat(rows.getInt(1)).as(journal).isEqualTo(2);
                }
            }
            assertNew();
        }
    }

    @Test
    void a_restore_in_place_over_something_that_is_no_database_says_to_restore_staged() throws Exception {
        Files.writeString(live, "no database ".repeat(1000));
        BackupException thrown = catchThrowableOfType(
                BackupException.class, () -> Databases.restore(definition, backup, RestoreRequest.inPlace(), run));
        assertThat(thrown.code()).isEqualTo("HF-SQL-005");
        assertThat(thrown.hint()).contains("staged");
        swap(stage());
        assertNew();
    }

    @Test
    void pages_of_another_size_are_refused_in_place_under_a_log() throws Exception {
        Databases.run(live, "PRAGMA page_size=8192", "VACUUM");
        Databases.text(live, "PRAGMA journal_mode=WAL");
        assertThat(code(() -> Databases.restore(definition, backup, RestoreRequest.inPlace(), run)))
                .isEqualTo("HF-SQL-031");
        assertOld();
    }

    @Test
    void another_place_is_a_file_or_a_directory_and_nothing_there_is_lost() throws Exception {
        Path into = Files.createDirectory(directory.resolve("into"));
        Databases.restore(definition, backup, RestoreRequest.to(into.toString()), run);
        Path file = into.resolve("skills.db");
        assertThat(Databases.number(file, "SELECT count(*) FROM skill")).isEqualTo(3);

        assertThat(code(() -> Databases.restore(definition, backup, RestoreRequest.to(file.toString()), run)))
                .isEqualTo("HF-SQL-021");
        Databases.run(file, "DELETE FROM skill");
        RestoreRequest to = RestoreRequest.to(file.toString());
        Databases.restore(definition, backup, to.onConflict(ConflictRule.SKIP), run);
        assertThat(Databases.number(file, "SELECT count(*) FROM skill")).isZero();
        Files.writeString(into.resolve("skills.db-wal"), "of the file that goes");
        Databases.restore(definition, backup, to.onConflict(ConflictRule.OVERWRITE), run);
        assertThat(Databases.number(file, "SELECT count(*) FROM skill")).isEqualTo(3);
        assertThat(Databases.beside(file)).isEmpty();
    }

    @Test
    void a_part_of_a_database_is_refused() throws Exception {
        RestoreRequest part = RestoreRequest.staged().only(List.of("skill"));
        assertThat(preview(part).problems()).extracting(Problem::code).containsExactly("HF-SQL-020");
        assertThat(code(() -> {
                    try (BackupTarget target = definition.open()) {
                        staged(target).stage(backup.reader(), part, run);
                    }
                }))
                .isEqualTo("HF-SQL-020");
        assertThat(run.undoRecords()).isEmpty();
    }

    @Test
    void a_host_without_the_configuration_restores_to_where_the_database_was() throws Exception {
        try (BackupTarget target =
                new SqliteTargetProvider().forRestore("skills").open()) {
            RestoredCopy copy = staged(target).stage(backup.reader(), RestoreRequest.staged(), run);
            assertThat(copy.places()).containsOnlyKeys(live.toString());
        }
    }

    /** A backup of text and facts that nobody captured. */
    private MemoryBackup forged(String sql, Map<String, String> facts, String rows) throws Exception {
        MemoryBackup made = new MemoryBackup(definition.id(), new MemoryArchiver());
        BackupSink sink = made.sink();
        try (OutputStream out = sink.artifact("sql")) {
            out.write(sql.getBytes(StandardCharsets.UTF_8));
        }
        try (OutputStream out = sink.evidence("rows.json")) {
            out.write(rows.getBytes(StandardCharsets.UTF_8));
        }
        facts.forEach(sink::fact);
        return made;
    }

    private String verified(MemoryBackup made) {
        return code(() -> new SqliteTargetProvider().verify(made.reader(), run));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ATTACH DATABASE '%s' AS x;",
                "VACUUM INTO '%s';",
                "SELECT writefile('%s', 'x');",
                "PRAGMA temp_store_directory='%s';",
                ".shell touch %s\nSELECT 1;",
                "CREATE TABLE t(x); ATTACH '%s' AS y; CREATE TABLE y.z(a);",
                "EXPLAIN SELECT '%s';"
            })
    void text_that_would_reach_other_files_is_not_carried_out(String sql) throws Exception {
        Path victim = directory.resolve("victim");
        Map<String, String> facts = Map.of("format", "sql", "path", live.toString());
        try (MemoryBackup made = forged(sql.formatted(victim) + "BEGIN;COMMIT;", facts, "")) {
            assertThat(verified(made)).isEqualTo("HF-SQL-042");
            assertThat(victim).doesNotExist();
        }
    }

    @Test
    void text_that_was_cut_or_lost_rows_is_not_a_database() throws Exception {
        Map<String, String> facts = Map.of("format", "sql", "path", live.toString());
        String sql = "BEGIN;CREATE TABLE t(x);INSERT INTO t VALUES (1);";
        String rows = "{\"tables\":[\n{\"name\":\"t\",\"rows\":2}\n]}\n";
        try (MemoryBackup cut = forged(sql, facts, rows);
                MemoryBackup half = forged(sql + "COMMIT;INSERT INTO t VALUES (", facts, rows);
                MemoryBackup fewer = forged(sql + "COMMIT;", facts, rows);
                MemoryBackup broken = forged(sql + "INSERT INTO u VALUES (1);COMMIT;", facts, rows);
                MemoryBackup stranger = forged(sql, Map.of(), rows)) {
            assertThat(verified(cut)).isEqualTo("HF-SQL-043");
            assertThat(verified(half)).isEqualTo("HF-SQL-043");
            assertThat(verified(fewer)).isEqualTo("HF-SQL-041");
            assertThat(verified(broken)).isEqualTo("HF-SQL-042");
            assertThat(verified(stranger)).isEqualTo("HF-SQL-044");

            // What can be brought back is brought back, and the rest is told.
            Path rescued = directory.resolve("rescued.db");
            RestoreRequest salvage =
                    new RestoreRequest(RestoreWay.TO, rescued.toString(), false, List.of(), ConflictRule.FAIL, true);
            Databases.restore(definition, broken, salvage, run);
            assertThat(Databases.number(rescued, "SELECT count(*) FROM t")).isEqualTo(1);
            assertThat(run.problems()).extracting(Problem::code).containsExactly("HF-SQL-042", "HF-SQL-041");
        }
    }

    @Test
    void a_text_that_gives_other_values_is_found_out() throws Exception {
        SqliteTarget sql = definition.format(SqliteFormat.SQL);
        try (MemoryBackup good = Databases.capture(sql, run)) {
            String changed = new String(good.bytes("sql"), StandardCharsets.UTF_8).replace("'knots'", "lower('KNOTS')");
            String rows = new String(good.bytes("rows.json"), StandardCharsets.UTF_8);
            try (MemoryBackup made = forged(changed, good.facts(), rows)) {
                assertThat(verified(made)).isEqualTo("HF-SQL-045");
            }
        }
    }

    @Test
    void a_copy_that_is_no_database_fails_the_verification() throws Exception {
        byte[] bytes = backup.bytes("db");
        for (int length : new int[] {0, 50, bytes.length - 4096, bytes.length / 2}) {
            try (MemoryBackup made = new MemoryBackup(definition.id(), new MemoryArchiver())) {
                BackupSink sink = made.sink();
                try (OutputStream out = sink.artifact("db")) {
                    out.write(bytes, 0, length);
                }
                try (OutputStream out = sink.evidence("rows.json")) {
                    out.write(backup.bytes("rows.json"));
                }
                backup.facts().forEach(sink::fact);
                assertThat(verified(made)).isIn("HF-SQL-040", "HF-SQL-041");
                assertThat(run.open()).isEmpty();
            }
        }
        BackupReader reader = backup.reader();
        new SqliteTargetProvider().verify(reader, run);
    }

    @Test
    void a_flipped_bit_fails_the_restore_and_the_live_one_stays() throws Exception {
        backup.flipBit("db", 8L * 5000);
        String code = code(this::stage);
        assertThat(code).isIn("TESTKIT-021", "HF-SQL-040");
        undoInANewProcess();
        assertOld();
        assertThat(Databases.beside(live)).isEmpty();
    }
}
