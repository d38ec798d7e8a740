package dev.holdfast.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.files.archive.TarArchiver;
import dev.holdfast.backup.files.archive.ZipArchiver;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a tree is captured, and what is said of the rest. */
class CaptureTest {

    @TempDir
    Path directory;

    private Path tree;
    private TestRunContext run;

    @BeforeEach
    void makeATree() throws Exception {
        tree = Files.createDirectory(directory.resolve("tree"));
        run = new TestRunContext().pool(2);
        file("a.txt", "a");
        file("b.tmp", "b");
        file("sub/c.txt", "c");
        file("sub/d.tmp", "d");
        file("sub/deep/e.log", "e");
        file("cache/f.txt", "f");
    }

    @AfterEach
    void close() {
        assertThat(run.open()).isEmpty();
        run.close();
    }

    private void file(String name, String content) throws IOException {
        Path path = tree.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private FilesTarget target() {
        return FilesTarget.named("tree").path(tree);
    }

    /** Returns the names of the entries, below the tree and in their order. */
    private List<String> names(FilesTarget target) throws Exception {
        try (MemoryBackup backup = Trees.capture(target, run)) {
            return names(backup);
        }
    }

    private List<String> names(MemoryBackup backup) throws IOException {
        List<String> names = new ArrayList<>();
        for (ArchiveEntry entry : entries(backup)) {
            String name = '/' + entry.name().value();
            names.add(name.equals(tree.toString()) ? "." : name.replace(tree + "/", ""));
        }
        return names;
    }

    private static List<ArchiveEntry> entries(MemoryBackup backup) throws IOException {
        List<ArchiveEntry> entries = new ArrayList<>();
        try (ArchiveReader archive = backup.reader().archive("")) {
            for (Optional<ArchiveEntry> next = archive.next(); next.isPresent(); next = archive.next()) {
                entries.add(next.get());
            }
        }
        return entries;
    }

    private List<String> codes() {
        return run.problems().stream().map(Problem::code).toList();
    }

    @Test
    void a_tree_is_captured_depth_first_and_in_the_order_of_names() throws Exception {
        assertThat(names(target()))
                .containsExactly(
                        ".",
                        "a.txt",
                        "b.tmp",
                        "cache",
                        "cache/f.txt",
                        "sub",
                        "sub/c.txt",
                        "sub/d.tmp",
                        "sub/deep",
                        "sub/deep/e.log");
    }

    @Test
    void two_captures_of_an_unchanged_tree_are_the_same_bytes() throws Exception {
        try (MemoryBackup first = Trees.capture(target(), run);
                MemoryBackup second = Trees.capture(target(), run)) {
            assertThat(second.bytes("")).isEqualTo(first.bytes(""));
        }
    }

    @Test
    void exclude_leaves_out_at_any_depth_and_does_not_walk_directories() throws Exception {
        assertThat(names(target().exclude("**/*.tmp", "sub/deep")))
                .containsExactly(".", "a.txt", "cache", "cache/f.txt", "sub", "sub/c.txt");
        assertThat(names(target().exclude("*.tmp", tree + "/cache")))
                .containsExactly(".", "a.txt", "sub", "sub/c.txt", "sub/deep", "sub/deep/e.log");
        assertThat(run.problems()).isEmpty();
    }

    @Test
    void exclude_paths_leaves_out_what_is_at_a_path_whatever_its_name_looks_like() throws Exception {
        file("[x]*/in", "x");
        file("[x]*y", "y");
        assertThat(names(target().excludePaths(List.of(tree.resolve("[x]*"), tree.resolve("sub")))))
                .containsExactly(".", "[x]*y", "a.txt", "b.tmp", "cache", "cache/f.txt");
    }

    @Test
    void include_takes_what_matches_and_the_directories_on_the_way_only() throws Exception {
        assertThat(names(target().include("**/*.log", "b.*")))
                .containsExactly(".", "b.tmp", "sub", "sub/deep", "sub/deep/e.log");
        assertThat(names(target().include("sub").exclude("*.tmp")))
                .containsExactly(".", "sub", "sub/c.txt", "sub/deep", "sub/deep/e.log");
    }

    @Test
    void a_cache_directory_is_left_out_but_for_its_tag_if_asked_for_and_told() throws Exception {
        file("cache/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# made by a test");
        file("sub/CACHEDIR.TAG", "no signature");
        assertThat(names(target())).contains("cache/f.txt");
        assertThat(names(target().excludeCaches(true)))
                .contains("cache", "cache/CACHEDIR.TAG", "sub/c.txt")
                .doesNotContain("cache/f.txt");
        assertThat(codes()).containsExactly("HF-FIL-023");
    }

    @Test
    void paths_inside_of_each_other_are_captured_once() throws Exception {
        assertThat(names(target().paths(List.of(tree.resolve("sub"), tree.resolve("a.txt"), tree))))
                .doesNotHaveDuplicates()
                .hasSize(10);
    }

    @Test
    void a_single_file_and_a_single_link_are_roots_too() throws Exception {
        Path link = Files.createSymbolicLink(tree.resolve("link"), Path.of("sub"));
        FilesTarget two = FilesTarget.named("two").path(tree.resolve("a.txt")).path(link);
        try (MemoryBackup backup = Trees.capture(two, run)) {
            assertThat(entries(backup))
                    .extracting(ArchiveEntry::kind)
                    .containsExactly(EntryKind.FILE, EntryKind.SYMBOLIC_LINK);
        }
    }

    @Test
    void links_are_followed_if_asked_for_and_loops_are_told() throws Exception {
        Files.createSymbolicLink(tree.resolve("to-sub"), Path.of("sub"));
        Files.createSymbolicLink(tree.resolve("sub/up"), Path.of(".."));
        Files.createSymbolicLink(tree.resolve("nowhere"), Path.of("gone"));

        assertThat(names(target().followSymlinks(true)))
                .contains("to-sub/c.txt", "nowhere", "sub/up")
                .doesNotContain("sub/up/a.txt");

        assertThat(codes()).contains("HF-FIL-021", "HF-FIL-022");
    }

    @Test
    void another_file_system_is_left_out_if_asked_for_and_told() throws Exception {
        assumeTrue(Trees.isRoot(), "only root can mount");
        Path mounted = Files.createDirectory(tree.resolve("mounted"));
        Trees.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mounted.toString());
        try {
            Files.writeString(mounted.resolve("inside"), "x");
            assertThat(names(target())).contains("mounted/inside");
            assertThat(names(target().oneFileSystem(true))).contains("mounted").doesNotContain("mounted/inside");
            assertThat(codes()).containsExactly("HF-FIL-017");
        } finally {
            Trees.run("umount", mounted.toString());
        }
    }

    @Test
    void a_socket_is_told_and_not_stored() throws Exception {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(tree.resolve("socket")));
            try (MemoryBackup backup = Trees.capture(target(), run)) {
                assertThat(names(backup)).doesNotContain("socket");
                assertThat(backup.facts()).containsEntry("sockets", "1");
            }
        }
        assertThat(run.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("HF-FIL-014");
            assertThat(problem.severity()).isEqualTo(Severity.INFO);
        });
    }

    @Test
    void a_missing_path_fails_the_backup_and_the_check() throws Exception {
        FilesTarget missing = target().path(directory.resolve("unmounted"));
        assertThatThrownBy(() -> names(missing))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.code()).isEqualTo("HF-FIL-003"));
        try (BackupTarget opened = missing.open()) {
            assertThat(opened.check(run)).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("HF-FIL-003");
                assertThat(problem.retry()).isEqualTo(RetryStatus.NEVER);
            });
        }
        try (BackupTarget opened = target().open()) {
            assertThat(opened.check(run)).isEmpty();
        }
    }

    @Test
    void cancel_ends_a_capture() {
        run.cancel();
        assertThatThrownBy(() -> names(target())).isInstanceOf(CancelledException.class);
    }

    @Test
    void a_full_store_is_the_stores_failure() throws Exception {
        StoreException full = new StoreException(Failure.of("HF-STO-001", "full"));
        try (MemoryBackup backup = new MemoryBackup(target().id(), new TarArchiver());
                BackupTarget opened = target().open()) {
            backup.failWrites(1000, full);
            assertThatThrownBy(() -> opened.capture(backup.sink(), run)).isSameAs(full);
            assertThat(backup.open()).isEmpty();
        }
    }

    @Test
    void a_large_file_that_shrinks_while_it_is_read_is_filled_up_and_listed() throws Exception {
        Path large = large();
        try (MemoryBackup backup = captureWhile(target(), "large", () -> truncate(large, 900_000))) {
            ArchiveEntry entry = entries(backup).stream()
                    .filter(one -> one.name().value().endsWith("large"))
                    .findFirst()
                    .orElseThrow();
            assertThat(entry.size()).isEqualTo(3_000_000);
            assertThat(names(backup)).contains("sub/deep/e.log");
            assertThat(new String(backup.bytes("problems.jsonl"), StandardCharsets.UTF_8))
                    .contains("\"code\":\"HF-FIL-013\"")
                    .contains("large");
        }
        assertThat(run.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.severity()).isEqualTo(Severity.WARNING));
    }

    @Test
    void a_large_file_that_grows_or_changes_while_it_is_read_is_cut_and_listed() throws Exception {
        Path large = large();
        try (MemoryBackup backup = captureWhile(target(), "large", () -> append(large))) {
            assertThat(names(backup)).contains("large", "sub/deep/e.log");
        }
        assertThat(codes()).containsExactly("HF-FIL-010");
    }

    @Test
    void a_large_file_that_vanishes_while_it_is_read_is_listed() throws Exception {
        Path large = large();
        try (MemoryBackup backup = captureWhile(target(), "large", () -> Files.delete(large))) {
            assertThat(names(backup)).contains("large");
        }
        assertThat(codes()).containsExactly("HF-FIL-011");
    }

    @Test
    void a_changing_file_fails_the_backup_if_asked_for() throws Exception {
        Path large = large();
        assertThatThrownBy(() -> captureWhile(target().onChange(OnChange.FAIL), "large", () -> append(large)))
                .isInstanceOfSatisfying(BackupException.class, e -> {
                    assertThat(e.code()).isEqualTo("HF-FIL-020");
                    assertThat(e.context()).containsEntry("problem", "HF-FIL-010");
                });
    }

    @Test
    void files_that_vanish_after_they_were_found_are_listed() throws Exception {
        for (int i = 0; i < 6000; i++) {
            Files.createFile(tree.resolve("sub/many-" + i));
        }
        Path last = tree.resolve("sub/zz-last");
        Files.writeString(last, "x");
        // The first entry is stored long before the walk comes to the last one.
        try (MemoryBackup backup = captureWhile(target(), "a.txt", () -> Files.delete(last))) {
            assertThat(names(backup)).doesNotContain("sub/zz-last").hasSize(6010);
        }
    }

    @Test
    void an_unreadable_file_is_listed_and_the_rest_is_captured() throws Exception {
        assumeTrue(!Trees.isRoot(), "root can read everything");
        Files.setAttribute(tree.resolve("a.txt"), "unix:mode", 0);
        assertThat(names(target())).contains("b.tmp").doesNotContain("a.txt");
        assertThat(codes()).containsExactly("HF-FIL-012");
    }

    @Test
    void a_path_that_is_too_long_to_open_is_listed_and_the_rest_is_captured() throws Exception {
        String deep = "cd '" + tree + "/sub'; for i in $(seq 20); do mkdir $(printf 'n%.0s' {1..240}); cd n*; done";
        Trees.run("bash", "-c", deep);
        try {
            assertThat(names(target())).contains("sub/deep/e.log", "sub/c.txt");
            assertThat(run.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("HF-FIL-012");
                assertThat(problem.severity()).isEqualTo(Severity.WARNING);
                assertThat(problem.message()).contains("File name too long".toLowerCase(java.util.Locale.ROOT));
            });
        } finally {
            Trees.run("rm", "-rf", tree.toString());
        }
    }

    @Test
    void only_the_first_problems_are_reported_one_by_one_and_all_are_in_the_evidence() throws Exception {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(tree.resolve("s0")));
            for (int i = 1; i < 3000; i++) {
                Files.createLink(tree.resolve("s" + i), tree.resolve("s0"));
            }
            try (MemoryBackup backup = Trees.capture(target(), run)) {
                String evidence = new String(backup.bytes("problems.jsonl"), StandardCharsets.UTF_8);
                assertThat(evidence.lines()).hasSize(3000);
            }
        }
        assertThat(run.problems()).hasSize(41);
        assertThat(run.problems().get(40).message()).startsWith("2960 more problems of 3000");
    }

    @Test
    void kinds_that_the_format_does_not_have_are_refused_aloud() throws Exception {
        Files.createLink(tree.resolve("z-again"), tree.resolve("a.txt"));
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a.txt"));
        Trees.run("mkfifo", tree.resolve("fifo").toString());
        Set<EntryKind> few = EnumSet.of(EntryKind.FILE, EntryKind.DIRECTORY);
        try (MemoryBackup backup = new MemoryBackup(target().id(), new TarArchiver());
                BackupTarget opened = target().open()) {
            opened.capture(new Watched(backup.sink(), few, entry -> {}), run);
            assertThat(names(backup)).contains("a.txt", "z-again").doesNotContain("link", "fifo");
        }
        assertThat(codes()).containsOnly("HF-FIL-015").hasSize(4);
    }

    @Test
    void a_name_that_the_format_cannot_hold_is_listed_and_the_rest_is_captured() throws Exception {
        Trees.run("bash", "-c", "touch '" + tree + "'/$'b\\xff'");
        try (MemoryBackup backup = new MemoryBackup(target().id(), new ZipArchiver());
                BackupTarget opened = target().open()) {
            opened.capture(backup.sink(), run);
            assertThat(names(backup)).contains("a.txt", "sub/deep/e.log").hasSize(10);
        }
        assertThat(run.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("HF-FIL-015");
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.context().get("path")).endsWith("b\\xFF".toLowerCase(java.util.Locale.ROOT));
        });
    }

    private Path large() throws IOException {
        Path large = tree.resolve("large");
        byte[] bytes = new byte[3_000_000];
        new java.util.Random(42).nextBytes(bytes);
        return Files.write(large, bytes);
    }

    private static void truncate(Path path, long size) throws IOException {
        try (var channel = Files.newByteChannel(path, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void append(Path path) throws IOException {
        Files.write(path, new byte[5000], StandardOpenOption.APPEND);
    }

    private interface Act {
        void run() throws IOException;
    }

    /** Captures and does something when an entry is about to be stored. */
    private MemoryBackup captureWhile(FilesTarget target, String name, Act act) throws Exception {
        MemoryBackup backup = new MemoryBackup(target.id(), new TarArchiver());
        try (BackupTarget opened = target.open()) {
            opened.capture(
                    new Watched(backup.sink(), EnumSet.allOf(EntryKind.class), entry -> {
                        if (entry.name().value().endsWith('/' + name)) {
                            try {
                                act.run();
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        }
                    }),
                    run);
        }
        return backup;
    }

    /** A sink that tells of each entry before it is stored, and of some kinds only. */
    private record Watched(BackupSink sink, Set<EntryKind> kinds, Consumer<ArchiveEntry> watcher)
            implements BackupSink {

        @Override
        public OutputStream artifact(String suffix) throws IOException {
            return sink.artifact(suffix);
        }

        @Override
        public OutputStream evidence(String suffix) throws IOException {
            return sink.evidence(suffix);
        }

        @Override
        public void fact(String name, String value) {
            sink.fact(name, value);
        }

        @Override
        public ArchiveWriter archive(String suffix) throws IOException {
            ArchiveWriter writer = sink.archive(suffix);
            return new ArchiveWriter() {
                @Override
                public Set<EntryKind> kinds() {
                    return kinds;
                }

                @Override
                public void add(ArchiveEntry entry, ContentSource content) throws IOException {
                    watcher.accept(entry);
                    writer.add(entry, content);
                }

                @Override
                public void finish() throws IOException {
                    writer.finish();
                }

                @Override
                public void close() throws IOException {
                    writer.close();
                }
            };
        }
    }

    @Test
    void a_backup_of_a_tree_of_thousands_of_files_with_a_busy_executor_is_whole() throws Exception {
        for (int i = 0; i < 3000; i++) {
            file("sub/many-" + i % 7 + "/f" + i, "content " + i);
        }
        run.pool(1);
        run.executor().execute(() -> {
            try {
                Thread.sleep(java.time.Duration.ofMinutes(5).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (Stream<Path> paths = Files.walk(tree)) {
            assertThat(names(target())).hasSize((int) paths.count());
        }
    }
}
