package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where entries land, what happens to what is there, and how a part is chosen. */
class RestoreTest {

    @TempDir
    Path directory;

    private Path tree;
    private Path to;
    private FilesTarget definition;
    private TestRunContext run;
    private MemoryBackup backup;

    @BeforeEach
    void backUpATree() throws Exception {
        tree = Files.createDirectories(directory.resolve("srv/app"));
        to = directory.resolve("to");
        Files.createDirectories(tree.resolve("etc/deep"));
        Files.writeString(tree.resolve("etc/app.conf"), "from the backup");
        Files.writeString(tree.resolve("etc/deep/x.conf"), "deep");
        Files.writeString(tree.resolve("readme.txt"), "read me");
        Files.createLink(tree.resolve("zz-other-name"), tree.resolve("etc/app.conf"));
        definition = FilesTarget.named("app").path(tree);
        run = new TestRunContext().pool(2);
        backup = Trees.capture(definition, run);
    }

    @AfterEach
    void close() {
        backup.close();
        run.close();
    }

    private RestoreRequest there() {
        return RestoreRequest.to(to.toString()).withoutRoot();
    }

    private void restore(RestoreRequest how) throws Exception {
        Trees.restore(definition, backup, how, run);
    }

    private void assertFails(RestoreRequest how, String code) {
        assertThatThrownBy(() -> restore(how))
                .isInstanceOfSatisfying(
                        BackupException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    private List<String> codes() {
        return run.problems().stream().map(Problem::code).toList();
    }

    @Test
    void entries_land_below_the_destination_at_their_full_path() throws Exception {
        restore(RestoreRequest.to(to.toString()));
        assertThat(to.resolve(tree.toString().substring(1)).resolve("etc/app.conf"))
                .hasContent("from the backup");
    }

    @Test
    void strip_root_drops_the_path_of_the_only_root() throws Exception {
        restore(there());
        assertThat(to.resolve("etc/app.conf")).hasContent("from the backup");
    }

    @Test
    void strip_root_drops_what_several_roots_have_in_common() throws Exception {
        FilesTarget two = FilesTarget.named("two").paths(List.of(tree.resolve("etc"), tree.resolve("readme.txt")));
        try (MemoryBackup other = Trees.capture(two, run)) {
            Trees.restore(two, other, there(), run);
        }
        assertThat(to.resolve("etc/app.conf")).exists();
        assertThat(to.resolve("readme.txt")).exists();
    }

    @Test
    void strip_root_of_a_single_file_leaves_its_name() throws Exception {
        FilesTarget one = FilesTarget.named("one").path(tree.resolve("readme.txt"));
        try (MemoryBackup other = Trees.capture(one, run)) {
            Trees.restore(one, other, there(), run);
        }
        assertThat(to.resolve("readme.txt")).hasContent("read me");
    }

    @Test
    void when_anything_is_there_nothing_is_written() throws Exception {
        Files.createDirectories(to.resolve("etc"));
        Files.writeString(to.resolve("readme.txt"), "mine");

        assertFails(there(), "HF-FIL-030");

        assertThat(to.resolve("readme.txt")).hasContent("mine");
        assertThat(to.resolve("etc/app.conf")).doesNotExist();
    }

    @Test
    void other_files_in_the_destination_are_no_conflict() throws Exception {
        Files.createDirectories(to.resolve("etc"));
        Files.writeString(to.resolve("etc/mine"), "mine");
        restore(there());
        assertThat(to.resolve("etc/mine")).hasContent("mine");
        assertThat(to.resolve("etc/app.conf")).hasContent("from the backup");
    }

    @Test
    void skip_leaves_what_is_there_and_brings_the_rest() throws Exception {
        Files.createDirectories(to.resolve("etc"));
        Files.writeString(to.resolve("etc/app.conf"), "mine");

        restore(there().onConflict(ConflictRule.SKIP));

        assertThat(to.resolve("etc/app.conf")).hasContent("mine");
        assertThat(to.resolve("etc/deep/x.conf")).hasContent("deep");
        assertThat(to.resolve("zz-other-name"))
                .as("another name of a file whose first name was left")
                .hasContent("from the backup");
        assertThat(codes()).containsOnly("HF-FIL-041");
    }

    @Test
    void overwrite_gives_a_directory_that_was_there_the_owner_of_the_backup() throws Exception {
        assumeTrue(Trees.isRoot(), "only root can give directories away");
        Files.createDirectories(to.resolve("etc"));
        Files.setAttribute(to.resolve("etc"), "unix:uid", 12345);
        restore(there().onConflict(ConflictRule.OVERWRITE));
        assertThat(Files.getAttribute(to.resolve("etc"), "unix:uid")).isEqualTo(0);
    }

    @Test
    void overwrite_replaces_one_of_many_names_and_leaves_the_others() throws Exception {
        Files.createDirectories(to.resolve("etc"));
        Path precious = directory.resolve("precious");
        Files.writeString(precious, "keep me");
        Files.createLink(to.resolve("etc/app.conf"), precious);

        restore(there().onConflict(ConflictRule.OVERWRITE));

        assertThat(to.resolve("etc/app.conf")).hasContent("from the backup");
        assertThat(precious).hasContent("keep me");
        assertThat(Files.getAttribute(to.resolve("etc/app.conf"), "unix:nlink")).isEqualTo(2);
        assertThat(Files.isSameFile(to.resolve("etc/app.conf"), to.resolve("zz-other-name")))
                .isTrue();
    }

    @Test
    void a_folder_that_is_a_link_is_never_written_through() throws Exception {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.createDirectories(to);
        for (ConflictRule rule : ConflictRule.values()) {
            Files.deleteIfExists(to.resolve("etc"));
            Files.createSymbolicLink(to.resolve("etc"), outside);
            if (rule == ConflictRule.FAIL) {
                assertFails(there(), "HF-FIL-030");
            } else {
                restore(there().onConflict(rule));
            }
            assertThat(outside).as("%s", rule).isEmptyDirectory();
            assertThat(Files.isSymbolicLink(to.resolve("etc")))
                    .as("%s", rule)
                    .isEqualTo(rule != ConflictRule.OVERWRITE);
            if (rule == ConflictRule.OVERWRITE) {
                assertThat(to.resolve("etc/app.conf")).hasContent("from the backup");
            }
        }
    }

    @Test
    void a_directory_in_the_place_of_a_file_is_never_removed() throws Exception {
        Files.createDirectories(to.resolve("readme.txt/mine"));
        assertFails(there().onConflict(ConflictRule.OVERWRITE), "HF-FIL-031");
        assertThat(to.resolve("readme.txt/mine")).exists();
    }

    @Test
    void in_place_brings_files_back_and_leaves_those_that_are_not_in_the_backup() throws Exception {
        Files.writeString(tree.resolve("readme.txt"), "changed");
        Files.writeString(tree.resolve("added.txt"), "since");
        Files.delete(tree.resolve("etc/deep/x.conf"));

        restore(RestoreRequest.inPlace());

        assertThat(tree.resolve("readme.txt")).hasContent("read me");
        assertThat(tree.resolve("added.txt")).hasContent("since");
        assertThat(tree.resolve("etc/deep/x.conf")).hasContent("deep");
    }

    @Test
    void only_brings_back_what_matches_with_the_directories_on_the_way() throws Exception {
        Files.setAttribute(tree.resolve("etc"), "unix:mode", 0711);
        try (MemoryBackup other = Trees.capture(definition, run)) {
            Trees.restore(definition, other, there().only(List.of("etc/deep/*.conf")), run);
        }
        assertThat(to.resolve("etc/deep/x.conf")).hasContent("deep");
        assertThat(to.resolve("etc/app.conf")).doesNotExist();
        assertThat(to.resolve("readme.txt")).doesNotExist();
        assertThat((int) Files.getAttribute(to.resolve("etc"), "unix:mode") & 07777)
                .isEqualTo(0711);
    }

    @Test
    void only_brings_back_a_whole_directory_by_its_name_or_by_its_full_path() throws Exception {
        restore(there().only(List.of("deep/")));
        assertThat(to.resolve("etc/deep/x.conf")).exists();
        to = directory.resolve("to2");
        restore(there().only(List.of(tree + "/etc/deep")));
        assertThat(to.resolve("etc/deep/x.conf")).exists();
        assertThat(to.resolve("etc/app.conf")).doesNotExist();
    }

    @Test
    void only_brings_back_a_name_whose_content_is_stored_under_another() throws Exception {
        restore(there().only(List.of("zz-other-name")));
        assertThat(to.resolve("zz-other-name")).hasContent("from the backup");
        assertThat(to.resolve("etc")).doesNotExist();
    }

    @Test
    void what_was_brought_back_is_counted_and_not_what_was_read_for_it() throws Exception {
        restore(there());
        // etc, etc/app.conf, etc/deep, etc/deep/x.conf, readme.txt, zz-other-name, and the root
        assertThat(run.entriesBack()).isEqualTo(7);

        to = directory.resolve("part");
        restore(there().only(List.of("zz-other-name")));
        assertThat(run.entriesBack()).isEqualTo(1);

        restore(there().only(List.of("zz-other-name", "readme.txt")).onConflict(ConflictRule.SKIP));
        assertThat(run.entriesBack()).isEqualTo(1);
        assertThat(codes()).containsExactly("HF-FIL-041");
    }

    @Test
    void only_that_matches_nothing_is_an_error() {
        assertFails(there().only(List.of("no-such-thing")), "HF-FIL-033");
    }

    @Test
    void a_destination_without_room_is_refused_before_anything_is_written() throws Exception {
        assumeTrue(Trees.isRoot(), "only root can mount a small file system");
        byte[] bytes = new byte[3_000_000];
        Files.write(tree.resolve("large"), bytes);
        Files.createDirectory(to);
        Trees.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", to.toString());
        try (MemoryBackup large = Trees.capture(definition, run);
                BackupTarget target = definition.open()) {
            assertThatThrownBy(() -> target.restore(large.reader(), there(), run))
                    .isInstanceOfSatisfying(TargetException.class, e -> {
                        assertThat(e.code()).isEqualTo("HF-FIL-032");
                        assertThat(e.context()).containsKeys("needed", "free");
                    });
            assertThat(to).isEmptyDirectory();
            assertThat(target.preview(large.reader(), there(), run).problems())
                    .anyMatch(problem -> problem.code().equals("HF-FIL-032") && problem.severity() == Severity.ERROR);
        } finally {
            Trees.run("umount", to.toString());
        }
    }

    @Test
    void the_preview_of_another_place_changes_nothing() throws Exception {
        try (BackupTarget target = definition.open()) {
            RestorePreview preview = target.preview(backup.reader(), there(), run);
            assertThat(preview.changes())
                    .containsExactly(new RestorePreview.Change(RestorePreview.Action.CREATE, to.toString(), ""));
            assertThat(preview.problems()).isEmpty();
        }
        assertThat(to).doesNotExist();
    }

    @Test
    void the_preview_in_place_says_that_other_files_stay() throws Exception {
        try (BackupTarget target = definition.open()) {
            RestorePreview preview = target.preview(backup.reader(), RestoreRequest.inPlace(), run);
            assertThat(preview.changes().get(0).action()).isEqualTo(RestorePreview.Action.MERGE);
            assertThat(preview.problems()).extracting(Problem::code).containsExactly("HF-FIL-044");
        }
    }

    @Test
    void salvage_brings_back_what_can_be_and_lists_the_rest() throws Exception {
        byte[] bytes = backup.bytes("");
        int at = indexOf(bytes, "read me".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        backup.flipBit("", 8L * at);

        assertThatThrownBy(() -> restore(there())).isInstanceOf(BackupException.class);
        to = directory.resolve("salvaged");
        restore(there().asSalvage());

        assertThat(to.resolve("etc/app.conf")).hasContent("from the backup");
        assertThat(to.resolve("readme.txt")).doesNotExist();
        assertThat(run.problems())
                .anyMatch(problem -> problem.code().equals("HF-FIL-038")
                        && problem.severity() == Severity.WARNING
                        && problem.message().contains("readme.txt"));
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; ; i++) {
            if (java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
    }

    @Test
    void cancel_ends_a_restore() {
        run.cancel();
        assertThatThrownBy(() -> restore(there())).isInstanceOf(CancelledException.class);
    }

    @Test
    void a_link_that_the_user_names_as_destination_is_followed() throws Exception {
        Path real = Files.createDirectory(directory.resolve("real"));
        Files.createSymbolicLink(to, real);
        restore(there());
        assertThat(Files.exists(real.resolve("etc/app.conf"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void a_staged_restore_is_not_done_in_one_act() {
        assertThatThrownBy(() -> restore(RestoreRequest.staged())).isInstanceOf(TargetException.class);
    }
}
