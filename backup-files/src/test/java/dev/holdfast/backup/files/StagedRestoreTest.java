package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoredCopy;
import dev.holdfast.backup.spi.StagedRestore;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A staged restore swaps whole trees, and every state that a crash can leave has a way back and a way on. */
class StagedRestoreTest {

    @TempDir
    Path directory;

    private Path uploads;
    private Path single;
    private FilesTarget definition;
    private TestRunContext run;
    private MemoryBackup backup;

    @BeforeEach
    void backUpADirectoryAndAFile() throws Exception {
        uploads = Files.createDirectories(directory.resolve("srv/uploads"));
        single = directory.resolve("srv/app.conf");
        Files.writeString(uploads.resolve("a.txt"), "first");
        Files.createDirectory(uploads.resolve("sub"));
        Files.writeString(uploads.resolve("sub/b.txt"), "second");
        Files.writeString(single, "port = 1");
        definition = FilesTarget.named("uploads").path(uploads).path(single);
        run = new TestRunContext().pool(2);
        backup = Trees.capture(definition, run);
        Files.writeString(uploads.resolve("a.txt"), "broken");
        Files.writeString(uploads.resolve("new.txt"), "made since");
        Files.delete(uploads.resolve("sub/b.txt"));
        Files.writeString(single, "port = 2");
    }

    @AfterEach
    void close() {
        backup.close();
        run.close();
    }

    private StagedRestore staged(BackupTarget target) {
        return target.ability(StagedRestore.class).orElseThrow();
    }

    private void assertOld() {
        assertThat(uploads.resolve("a.txt")).hasContent("broken");
        assertThat(uploads.resolve("new.txt")).hasContent("made since");
        assertThat(uploads.resolve("sub/b.txt")).doesNotExist();
        assertThat(single).hasContent("port = 2");
    }

    private void assertNew() {
        assertThat(uploads.resolve("a.txt")).hasContent("first");
        assertThat(uploads.resolve("new.txt")).doesNotExist();
        assertThat(uploads.resolve("sub/b.txt")).hasContent("second");
        assertThat(single).hasContent("port = 1");
    }

    private void assertNothingElse() throws Exception {
        try (var names = Files.list(directory.resolve("srv"))) {
            assertThat(names.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("uploads", "app.conf");
        }
    }

    @Test
    void the_copy_is_made_beside_and_the_live_one_is_not_touched() throws Exception {
        try (BackupTarget target = definition.open()) {
            RestoredCopy copy = staged(target).stage(backup.reader(), RestoreRequest.staged(), run);

            assertOld();
            assertThat(copy.places()).containsOnlyKeys(uploads.toString(), single.toString());
            copy.places()
                    .values()
                    .forEach(place -> assertThat(Path.of(place).getParent()).isEqualTo(directory.resolve("srv")));
            assertThat(run.undoRecords()).hasSize(1);
        }
    }

    @Test
    void after_the_swap_the_new_one_is_live_and_confirm_leaves_nothing_else() throws Exception {
        try (BackupTarget target = definition.open()) {
            staged(target).swap(staged(target).stage(backup.reader(), RestoreRequest.staged(), run), run);
            assertNew();

            for (UndoRecord record : run.undoRecords()) {
                staged(target).release(record, run);
                staged(target).release(record, run);
            }
            assertNew();
            assertNothingElse();
        }
    }

    @Test
    void rollback_brings_the_old_one_back_even_twice_and_leaves_nothing_else() throws Exception {
        try (BackupTarget target = definition.open()) {
            staged(target).swap(staged(target).stage(backup.reader(), RestoreRequest.staged(), run), run);
        }
        for (int time = 0; time < 2; time++) {
            undoInANewProcess();
            assertOld();
            assertNothingElse();
        }
    }

    private void undoInANewProcess() throws Exception {
        for (UndoRecord record : run.undoRecordsReversed()) {
            FilesTargetProvider provider = new FilesTargetProvider();
            try (BackupTarget target =
                    provider.create(record.owner().name(), record.settings()).open()) {
                staged(target).undo(record, run);
            }
        }
    }

    @Test
    void an_undo_after_a_rollback_does_not_touch_what_was_made_since() throws Exception {
        Trees.delete(uploads);
        try (BackupTarget target = definition.open()) {
            staged(target).swap(staged(target).stage(backup.reader(), RestoreRequest.staged(), run), run);
        }
        undoInANewProcess();
        assertThat(uploads).doesNotExist();
        Files.createDirectory(uploads);
        Files.writeString(uploads.resolve("precious"), "work of today");

        undoInANewProcess();

        assertThat(uploads.resolve("precious")).hasContent("work of today");
    }

    @Test
    void every_state_that_a_crash_in_the_swap_can_leave_has_a_way_back() throws Exception {
        // The renames of a swap, in order; a crash happens before each of them and after the last.
        int renames = 4;
        for (int crash = 0; crash <= renames; crash++) {
            try (TestRunContext context = new TestRunContext();
                    BackupTarget target = definition.open()) {
                RestoredCopy copy = staged(target).stage(backup.reader(), RestoreRequest.staged(), context);
                List<UndoRecord> records = swapUpTo(target, copy, crash, context);
                for (UndoRecord record : records) {
                    staged(target).undo(record, context);
                }
                assertThat(context.problems()).isEmpty();
            }
            assertOld();
            assertNothingElse();
        }
    }

    /** Swaps whole, then takes the last renames back, which is the state of a process that was killed before them. */
    private List<UndoRecord> swapUpTo(BackupTarget target, RestoredCopy copy, int renames, TestRunContext context)
            throws Exception {
        staged(target).swap(copy, context);
        List<UndoRecord> records = new ArrayList<>(context.undoRecords());
        Map<String, String> data = records.get(1).data();
        int done = 4;
        for (int root = 2; root >= 1; root--) {
            Path live = Path.of(data.get("live." + root));
            if (done > renames) {
                Files.move(live, Path.of(data.get("staged." + root)));
                done--;
            }
            if (done > renames) {
                Files.move(Path.of(data.get("old." + root)), live);
                done--;
            }
        }
        Collections.reverse(records);
        return records;
    }

    @Test
    void what_took_the_place_of_the_live_one_during_the_swap_is_put_aside_and_told() throws Exception {
        try (BackupTarget target = definition.open()) {
            RestoredCopy copy = staged(target).stage(backup.reader(), RestoreRequest.staged(), run);
            List<UndoRecord> records = swapUpTo(target, copy, 3, run);
            Files.createDirectory(uploads);
            Files.writeString(uploads.resolve("stray"), "x");

            for (UndoRecord record : records) {
                staged(target).undo(record, run);
            }
        }
        assertOld();
        assertThat(run.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("HF-FIL-057"));
    }

    @Test
    void a_lost_root_and_its_lost_parents_are_made_again_and_go_with_the_rollback() throws Exception {
        Trees.delete(directory.resolve("srv"));
        try (BackupTarget target = definition.open()) {
            RestorePreview preview = target.preview(backup.reader(), RestoreRequest.staged(), run);
            assertThat(preview.changes()).allMatch(change -> change.action() == RestorePreview.Action.CREATE);
            staged(target).swap(staged(target).stage(backup.reader(), RestoreRequest.staged(), run), run);
            assertNew();
        }
        undoInANewProcess();
        assertThat(directory.resolve("srv")).doesNotExist();
    }

    @Test
    void a_root_that_is_a_link_now_is_replaced_and_what_it_points_to_stays() throws Exception {
        Trees.delete(uploads);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("mine"), "keep");
        Files.createSymbolicLink(uploads, elsewhere);
        try (BackupTarget target = definition.open()) {
            staged(target).swap(staged(target).stage(backup.reader(), RestoreRequest.staged(), run), run);
            for (UndoRecord record : run.undoRecords()) {
                staged(target).release(record, run);
            }
        }
        assertNew();
        assertThat(Files.isDirectory(uploads, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(elsewhere.resolve("mine")).hasContent("keep");
    }

    @Test
    void a_part_is_not_restored_staged() throws Exception {
        assertRefused(RestoreRequest.staged().only(List.of("*.txt")), definition, "HF-FIL-045");
    }

    @Test
    void a_root_that_holds_what_the_backup_must_not_have_is_not_swapped() throws Exception {
        Path store = Files.createDirectory(uploads.resolve("backups"));
        assertRefused(RestoreRequest.staged(), definition.excludePaths(List.of(store)), "HF-FIL-049");
        assertThat(store).exists();
    }

    private void assertRefused(RestoreRequest how, FilesTarget definition, String code) throws Exception {
        try (BackupTarget target = definition.open()) {
            assertThat(target.preview(backup.reader(), how, run).problems())
                    .anyMatch(problem -> problem.severity() == Severity.ERROR
                            && problem.code().equals(code));
            assertThatThrownBy(() -> staged(target).stage(backup.reader(), how, run))
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.code()).isEqualTo(code));
        }
        assertThat(run.undoRecords()).isEmpty();
        assertOld();
    }

    @Test
    void the_preview_says_what_is_replaced_and_that_left_out_files_go() throws Exception {
        FilesTarget partial = definition.exclude("*.tmp");
        try (MemoryBackup other = Trees.capture(partial, run);
                BackupTarget target = partial.open()) {
            RestorePreview preview = target.preview(other.reader(), RestoreRequest.staged(), run);

            assertThat(preview.changes())
                    .extracting(RestorePreview.Change::action)
                    .containsOnly(RestorePreview.Action.REPLACE);
            assertThat(preview.changes().get(1).detail()).startsWith("directory ");
            assertThat(preview.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("HF-FIL-047");
                assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            });
            assertThat(preview.bytesNeeded()).isPresent();
            assertThat(preview.bytesFree()).isPresent();
        }
    }

    @Test
    void a_damaged_backup_is_never_swapped_in() throws Exception {
        backup.flipBit("", 8L * 700);
        try (BackupTarget target = definition.open()) {
            assertThatThrownBy(() -> staged(target).stage(backup.reader(), RestoreRequest.staged(), run))
                    .isInstanceOf(BackupException.class);
        }
        undoInANewProcess();
        assertOld();
        assertNothingElse();
    }
}
