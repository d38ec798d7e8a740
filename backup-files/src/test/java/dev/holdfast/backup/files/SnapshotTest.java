package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.Snapshots;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import dev.holdfast.backup.testkit.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are held still, and read afterwards. */
class SnapshotTest {

    @TempDir
    Path directory;

    private TestRunContext run;

    @BeforeEach
    void begin() {
        run = new TestRunContext().pool(2);
    }

    @AfterEach
    void end() {
        assertThat(run.open()).isEmpty();
        run.close();
    }

    private static FilesTarget hardLinks(Path... paths) {
        return FilesTarget.named("tree").paths(List.of(paths)).snapshot(SnapshotKind.HARD_LINK);
    }

    private static FilesTarget reflinks(Path... paths) {
        return FilesTarget.named("tree").paths(List.of(paths)).snapshot(SnapshotKind.REFLINK);
    }

    /** Something that happens between the snapshot and the capture. */
    private interface Meanwhile {
        void happens() throws Exception;
    }

    private MemoryBackup capture(FilesTarget definition, Meanwhile meanwhile) throws Exception {
        MemoryBackup backup = new MemoryBackup(definition.id(), new TarArchiver());
        try (BackupTarget target = definition.open()) {
            Snapshots ability = target.ability(Snapshots.class).orElseThrow();
            try (Snapshots.Snapshot snapshot = ability.snapshot(run)) {
                meanwhile.happens();
                snapshot.capture(backup.sink(), run);
            }
        }
        assertThat(snapshotsBelow(directory)).isEmpty();
        return backup;
    }

    /** What is in a backup: the content of files by their paths below the tree. */
    private static Map<String, String> contents(MemoryBackup backup, Path tree) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (ArchiveReader archive = backup.reader().archive("")) {
            for (Optional<ArchiveEntry> next = archive.next(); next.isPresent(); next = archive.next()) {
                String name = '/' + next.get().name().value();
                if (!name.equals(tree.toString())) {
                    contents.put(
                            tree.relativize(Path.of(name)).toString(),
                            new String(archive.content().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
                }
            }
        }
        return contents;
    }

    private static List<Path> snapshotsBelow(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> path.getFileName().toString().startsWith(".holdfast-snapshot-"))
                    .toList();
        }
    }

    private List<String> codes() {
        return run.problems().stream().map(Problem::code).toList();
    }

    private static List<String> check(FilesTarget definition, TestRunContext context) throws Exception {
        try (BackupTarget target = definition.open()) {
            return target.check(context).stream().map(Problem::code).toList();
        }
    }

    private Path tree(Path parent) throws IOException {
        Path tree = Files.createDirectory(parent.resolve("tree"));
        Files.createDirectories(tree.resolve("sub"));
        Files.writeString(tree.resolve("a.txt"), "first");
        Files.writeString(tree.resolve("b.tmp"), "b");
        Files.writeString(tree.resolve("sub/c.txt"), "c");
        Files.writeString(tree.resolve("sub/large"), "large".repeat(500_000));
        return tree;
    }

    private void sameBytesOf(Path tree, SnapshotKind kind) throws Exception {
        FilesTarget direct = FilesTarget.named("tree").path(tree);
        List<String> before = Trees.describe(tree);
        try (MemoryBackup one = Trees.capture(direct, run);
                MemoryBackup other = capture(direct.snapshot(kind), () -> {})) {
            assertThat(run.problems()).isEmpty();
            assertThat(other.bytes("")).isEqualTo(one.bytes(""));
            assertThat(other.facts()).isEqualTo(one.facts());
        }
        assertThat(Trees.describe(tree)).as("the original").isEqualTo(before);
    }

    @Test
    void a_capture_from_hard_links_is_the_same_to_the_byte() throws Exception {
        sameBytesOf(Trees.odd(directory), SnapshotKind.HARD_LINK);
    }

    @Test
    void a_capture_from_reflinks_is_the_same_to_the_byte() throws Exception {
        try (Disk disk = Disk.withReflinks(directory)) {
            sameBytesOf(Trees.odd(disk.directory()), SnapshotKind.REFLINK);
        }
    }

    @Test
    void followed_links_excludes_and_includes_are_heeded_as_in_a_capture_without_a_snapshot() throws Exception {
        Path tree = Trees.odd(directory);
        Files.createSymbolicLink(tree.resolve("to-deep"), Path.of("deep/a"));
        Files.createSymbolicLink(tree.resolve("to-empty"), Path.of("plain.txt"));
        List<FilesTarget> variants = List.of(
                FilesTarget.named("tree").path(tree).followSymlinks(true),
                FilesTarget.named("tree").path(tree).exclude("deep/", "sparse*"),
                FilesTarget.named("tree").path(tree).include("deep/**/file").attributes(false),
                FilesTarget.named("tree").path(tree).path(tree.resolve("deep")).path(tree.resolve("plain.txt")));
        for (FilesTarget variant : variants) {
            try (MemoryBackup one = Trees.capture(variant, run);
                    MemoryBackup other = capture(variant.snapshot(SnapshotKind.HARD_LINK), () -> {})) {
                assertThat(other.bytes("")).as("%s", variant.settings()).isEqualTo(one.bytes(""));
                assertThat(other.facts()).isEqualTo(one.facts());
            }
        }
    }

    private static void replace(Path file, String content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void thatMomentOf(Path tree, FilesTarget target) throws Exception {
        Map<String, String> before;
        try (MemoryBackup backup = Trees.capture(FilesTarget.named("tree").path(tree), run)) {
            before = contents(backup, tree);
        }
        Meanwhile life = () -> {
            replace(tree.resolve("a.txt"), "second, and longer");
            replace(tree.resolve("sub/large"), "small");
            Files.delete(tree.resolve("sub/c.txt"));
            Files.writeString(tree.resolve("new"), "new");
            Files.move(tree.resolve("sub"), tree.resolve("renamed"));
            Files.setAttribute(tree.resolve("b.tmp"), "unix:mode", 0600);
        };
        try (MemoryBackup backup = capture(target, life)) {
            assertThat(contents(backup, tree)).isEqualTo(before);
        }
        assertThat(run.problems()).isEmpty();
    }

    @Test
    void what_is_replaced_removed_or_renamed_after_the_snapshot_is_in_the_backup_as_it_was() throws Exception {
        Path tree = tree(directory);
        thatMomentOf(tree, hardLinks(tree));
        assertThat(tree.resolve("a.txt")).hasContent("second, and longer");
    }

    @Test
    void with_reflinks_so_is_what_is_written_into() throws Exception {
        try (Disk disk = Disk.withReflinks(directory)) {
            Path tree = tree(disk.directory());
            try (MemoryBackup backup = capture(reflinks(tree), () -> {
                Files.writeString(tree.resolve("a.txt"), "LAST!");
                Files.writeString(tree.resolve("b.tmp"), " and more", StandardOpenOption.APPEND);
            })) {
                assertThat(contents(backup, tree))
                        .containsEntry("a.txt", "first")
                        .containsEntry("b.tmp", "b");
            }
            assertThat(run.problems()).isEmpty();
            thatMomentOf(tree, reflinks(tree));
        }
    }

    @Test
    void a_hard_link_that_is_written_into_degrades_the_backup_and_is_named() throws Exception {
        Path tree = tree(directory);
        try (MemoryBackup backup = capture(hardLinks(tree), () -> {
            Files.writeString(tree.resolve("a.txt"), " and more", StandardOpenOption.APPEND);
            Files.writeString(tree.resolve("sub/large"), "!", StandardOpenOption.APPEND);
            Files.writeString(tree.resolve("sub/c.txt"), "");
        })) {
            assertThat(contents(backup, tree))
                    .as("as long as they were")
                    .containsEntry("a.txt", "first")
                    .containsEntry("sub/large", "large".repeat(500_000))
                    .containsEntry("sub/c.txt", "\0");
        }
        assertThat(codes()).containsExactly("HF-FIL-010", "HF-FIL-010", "HF-FIL-010");
        assertThat(run.problems()).allMatch(problem -> problem.severity() == Severity.WARNING);
        assertThat(run.problems().get(0).message()).endsWith("a.txt was written into after its snapshot was taken");
    }

    @Test
    void a_hard_link_that_is_written_into_fails_the_backup_if_that_was_asked_for() throws Exception {
        Path tree = tree(directory);
        assertThatThrownBy(() -> capture(
                        hardLinks(tree).onChange(OnChange.FAIL), () -> Files.writeString(tree.resolve("a.txt"), "x")))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("was written into");
        assertThat(snapshotsBelow(directory)).isEmpty();
    }

    @Test
    void only_what_is_captured_gets_a_second_name_and_nobody_else_may_look_at_it() throws Exception {
        Path tree = tree(directory);
        capture(hardLinks(tree).exclude("*.tmp"), () -> {
                    assertThat(Files.getAttribute(tree.resolve("a.txt"), "unix:nlink"))
                            .isEqualTo(2);
                    assertThat(Files.getAttribute(tree.resolve("b.tmp"), "unix:nlink"))
                            .isEqualTo(1);
                    assertThat(snapshotsBelow(directory)).singleElement().satisfies(place -> {
                        assertThat(place).hasParent(directory);
                        assertThat((int) Files.getAttribute(place, "unix:mode") & 0777)
                                .isEqualTo(0700);
                    });
                })
                .close();
        assertThat(Files.getAttribute(tree.resolve("a.txt"), "unix:nlink")).isEqualTo(1);
    }

    @Test
    void the_snapshot_of_a_run_is_in_no_backup() throws Exception {
        Path tree = tree(directory);
        try (BackupTarget inner = hardLinks(tree).open();
                Snapshots.Snapshot snapshot =
                        inner.ability(Snapshots.class).orElseThrow().snapshot(run);
                MemoryBackup outer = Trees.capture(FilesTarget.named("outer").path(directory), run)) {
            assertThat(contents(outer, directory).keySet())
                    .contains("tree/a.txt")
                    .noneMatch(name -> name.contains("holdfast-snapshot"));
            assertThat(snapshot).isNotNull();
        }
        assertThat(codes()).containsExactly("HF-FIL-064");
        assertThat(run.problems()).allMatch(problem -> problem.severity() == Severity.INFO);
    }

    @Test
    void a_root_that_is_a_mount_has_its_snapshot_inside_and_keeps_its_time_in_the_backup() throws Exception {
        try (Disk disk = Disk.inMemory(directory.resolve("disk"), "size=10m")) {
            Path tree = disk.directory();
            Files.writeString(tree.resolve("a.txt"), "first");
            try (MemoryBackup direct = Trees.capture(FilesTarget.named("tree").path(tree), run);
                    MemoryBackup backup = capture(
                            hardLinks(tree),
                            () -> assertThat(snapshotsBelow(tree)).hasSize(1))) {
                assertThat(backup.bytes("")).isEqualTo(direct.bytes(""));
            }
        }
        assertThat(run.problems()).isEmpty();
    }

    @Test
    void a_mount_in_a_tree_is_refused_unless_it_is_left_out_or_a_path_of_its_own() throws Exception {
        Path tree = tree(directory);
        try (Disk disk = Disk.inMemory(tree.resolve("mounted"), "size=10m")) {
            Files.writeString(disk.directory().resolve("inside"), "x");

            assertThat(check(hardLinks(tree), run)).containsExactly("HF-FIL-061");
            assertThatThrownBy(() -> capture(hardLinks(tree), () -> {}))
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.code()).isEqualTo("HF-FIL-061"));
            assertThat(snapshotsBelow(directory)).isEmpty();

            for (FilesTarget good : List.of(
                    hardLinks(tree).exclude("mounted/"),
                    hardLinks(tree).oneFileSystem(true),
                    hardLinks(tree).path(disk.directory()))) {
                assertThat(check(good, run)).isEmpty();
                try (MemoryBackup direct = Trees.capture(good.snapshot(SnapshotKind.NONE), run);
                        MemoryBackup backup = capture(good, () -> {})) {
                    assertThat(contents(backup, tree)).containsKey("a.txt");
                    assertThat(contents(backup, tree).keySet())
                            .isEqualTo(contents(direct, tree).keySet());
                }
            }
        }
    }

    @Test
    void the_same_file_system_mounted_a_second_time_is_another_one() throws Exception {
        Path tree = tree(directory);
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("inside"), "x");
        Path bound = Files.createDirectory(tree.resolve("bound"));
        org.junit.jupiter.api.Assumptions.assumeTrue(Trees.isRoot(), "only root can mount");
        Trees.run("mount", "--bind", other.toString(), bound.toString());
        try (Disk mounted = new Disk(bound)) {
            assertThatThrownBy(() -> capture(hardLinks(tree), () -> {}))
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.code()).isEqualTo("HF-FIL-061"));
            try (MemoryBackup backup = capture(hardLinks(tree, mounted.directory()), () -> {})) {
                assertThat(contents(backup, tree)).containsEntry("bound/inside", "x");
            }
        }
    }

    @Test
    void a_file_system_without_reflinks_is_refused_and_nothing_weaker_is_done() throws Exception {
        try (Disk disk = Disk.inMemory(directory.resolve("disk"), "size=10m")) {
            Path tree = tree(disk.directory());
            assertThat(check(reflinks(tree), run)).containsExactly("HF-FIL-060");
            assertThatThrownBy(() -> capture(reflinks(tree), () -> {}))
                    .isInstanceOfSatisfying(TargetException.class, e -> {
                        assertThat(e.code()).isEqualTo("HF-FIL-062");
                        assertThat(e.getMessage()).contains(tree + "/").contains("by reflinks");
                    });
            assertThat(snapshotsBelow(directory)).isEmpty();
        }
    }

    @Test
    void a_full_disk_ends_the_snapshot_and_leaves_nothing() throws Exception {
        // Room for the directories of a snapshot, and for few names in them.
        try (Disk disk = Disk.inMemory(directory.resolve("disk"), "size=10m,nr_inodes=1000")) {
            Path tree = Files.createDirectory(disk.directory().resolve("tree"));
            for (int i = 0; i < 500; i++) {
                Files.writeString(tree.resolve("file-" + i), "x");
            }
            assertThatThrownBy(() -> capture(hardLinks(tree), () -> {}))
                    .isInstanceOfSatisfying(TargetException.class, e -> {
                        assertThat(e.code()).isEqualTo("HF-FIL-062");
                        assertThat(e.getMessage()).contains("no space left");
                    });
            assertThat(snapshotsBelow(directory)).isEmpty();
        }
    }

    @Test
    void a_file_that_must_not_get_a_second_name_is_told() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Trees.isRoot(), "only root can make files immutable");
        Tools.require("chattr");
        Path tree = tree(directory);
        Path file = tree.resolve("a.txt");
        try {
            Trees.run("chattr", "+i", file.toString());
        } catch (AssertionError e) {
            org.junit.jupiter.api.Assumptions.abort("no immutable files here: " + e.getMessage());
        }
        try {
            assertThatThrownBy(() -> capture(hardLinks(tree), () -> {}))
                    .isInstanceOfSatisfying(TargetException.class, e -> {
                        assertThat(e.code()).isEqualTo("HF-FIL-062");
                        assertThat(e.getMessage()).contains(file.toString());
                    });
        } finally {
            Trees.run("chattr", "-i", file.toString());
        }
        assertThat(snapshotsBelow(directory)).isEmpty();
    }

    @Test
    void a_cancel_in_the_middle_leaves_nothing() throws Exception {
        Path tree = tree(directory);
        run.onUndo(record -> run.cancel());
        assertThatThrownBy(() -> capture(hardLinks(tree), () -> {})).isInstanceOf(CancelledException.class);
        assertThat(snapshotsBelow(directory)).isEmpty();
    }

    @Test
    void a_snapshot_that_is_left_behind_is_removed_by_its_record_as_often_as_asked() throws Exception {
        Path tree = tree(directory);
        try (BackupTarget killed = hardLinks(tree).open()) {
            killed.ability(Snapshots.class).orElseThrow().snapshot(run);
        }
        assertThat(snapshotsBelow(directory)).hasSize(1);
        List<UndoRecord> records = run.undoRecords();
        assertThat(records).hasSize(1);
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (BackupTarget later = hardLinks(tree).open();
                    TestRunContext recovery = new TestRunContext()) {
                later.ability(Snapshots.class).orElseThrow().undo(records.get(0), recovery);
                problems.addAll(recovery.problems());
            }
            assertThat(snapshotsBelow(directory)).isEmpty();
        }
        assertThat(problems).isEmpty();
        assertThat(tree.resolve("a.txt")).hasContent("first");
    }

    @Test
    void the_record_is_on_disk_before_the_directory_is_made() throws Exception {
        Path tree = tree(directory);
        List<Path> there = new ArrayList<>();
        run.onUndo(record -> {
            try {
                there.addAll(snapshotsBelow(directory));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        capture(hardLinks(tree), () -> {}).close();
        assertThat(there).isEmpty();
        assertThat(run.undoRecords()).hasSize(1);
    }

    @Test
    void a_missing_path_fails_before_anything_is_made() throws Exception {
        Path tree = tree(directory);
        assertThatThrownBy(() -> capture(hardLinks(tree, directory.resolve("missing")), () -> {}))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.code()).isEqualTo("HF-FIL-003"));
        assertThat(run.undoRecords()).isEmpty();
    }

    @Test
    void a_backup_from_a_snapshot_restores() throws Exception {
        Path tree = Trees.odd(directory);
        List<String> before = Trees.describe(tree);
        Path destination = directory.resolve("restored");
        try (MemoryBackup backup = capture(hardLinks(tree), () -> {})) {
            Trees.restore(
                    hardLinks(tree),
                    backup,
                    RestoreRequest.to(destination.toString()).withoutRoot(),
                    run);
        }
        assertThat(run.problems()).isEmpty();
        assertThat(Trees.describe(destination)).isEqualTo(before);
    }
}
