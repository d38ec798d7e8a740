package dev.holdfast.backup.store;

import static dev.holdfast.backup.store.Objects.failure;
import static dev.holdfast.backup.store.Objects.files;
import static dev.holdfast.backup.store.Objects.get;
import static dev.holdfast.backup.store.Objects.key;
import static dev.holdfast.backup.store.Objects.list;
import static dev.holdfast.backup.store.Objects.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.CreateIfAbsent;
import dev.holdfast.backup.spi.FolderListing;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.IncompleteUploads;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.StoreProvider;
import dev.holdfast.backup.spi.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryStoreTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path scratch;

    private Path root;
    private BackupStore store;

    @BeforeEach
    void open() throws Exception {
        root = scratch.resolve("backups");
        store = DirectoryStore.at(root).open();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    // STORE-01, STORE-04, STORE-12

    @Test
    void an_object_is_visible_after_its_commit_and_not_before() throws IOException {
        try (Upload upload = store.upload(key("a/b/c"), OptionalLong.empty())) {
            upload.body().write(new byte[300_000]);
            upload.body().flush();
            assertThat(store.stat(key("a/b/c"))).isEmpty();
            assertThat(list(store, "")).isEmpty();
            failure("HF-STO-002", () -> get(store, "a/b/c"));
            upload.body().close();
            assertThat(store.stat(key("a/b/c"))).isEmpty();
            upload.commit();
            assertThat(store.stat(key("a/b/c")).orElseThrow().bytes()).isEqualTo(300_000);
        }
        assertThat(list(store, "")).containsExactly("a/b/c");
        assertThat(files(root)).containsExactly("a", "a/b", "a/b/c");
    }

    @Test
    void closing_without_commit_leaves_nothing_not_even_the_folders() throws IOException {
        put(store, "kept/x");
        try (Upload upload = store.upload(key("kept/a/b"), OptionalLong.empty())) {
            upload.body().write(new byte[100_000]);
            upload.close();
            assertThat(files(root)).containsExactly("kept", "kept/x");
            assertThatThrownBy(() -> upload.body().write(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(upload::commit).isInstanceOf(IllegalStateException.class);
        }
        assertThat(files(root)).containsExactly("kept", "kept/x");
    }

    @Test
    void an_object_of_no_bytes_is_an_object() throws IOException {
        put(store, "notes/pin", new byte[0]);
        assertThat(store.stat(key("notes/pin")).orElseThrow().bytes()).isZero();
        assertThat(list(store, "notes/")).containsExactly("notes/pin");
        assertThat(get(store, "notes/pin")).isEmpty();
        assertThat(store.delete(key("notes/pin"))).isTrue();
    }

    @Test
    void small_and_large_writes_arrive_in_order() throws IOException {
        Random random = new Random(1);
        byte[] bytes = new byte[3_000_000];
        random.nextBytes(bytes);
        try (Upload upload = store.upload(key("x"), OptionalLong.of(bytes.length))) {
            assertThat(upload.body()).isSameAs(upload.body());
            for (int at = 0; at < bytes.length; ) {
                int piece = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 100 : 700_000));
                if (piece == 1) {
                    upload.body().write(bytes[at]);
                } else {
                    upload.body().write(bytes, at, piece);
                }
                at += piece;
            }
            upload.commit();
        }
        assertThat(get(store, "x", 0, Long.MAX_VALUE)).isEqualTo(bytes);
    }

    @Test
    void an_object_larger_than_the_write_back_step_is_whole() throws IOException {
        byte[] piece = new byte[1 << 20];
        Arrays.fill(piece, (byte) 7);
        try (Upload upload = store.upload(key("large"), OptionalLong.empty())) {
            for (int i = 0; i < 70; i++) {
                upload.body().write(piece);
            }
            upload.commit();
        }
        assertThat(store.stat(key("large")).orElseThrow().bytes()).isEqualTo(70L << 20);
        assertThat(get(store, "large", (70L << 20) - 3, 10)).containsExactly(7, 7, 7);
    }

    // STORE-03, STORE-11

    @Test
    void an_object_is_never_overwritten() throws IOException {
        put(store, "a/x", "first".getBytes(StandardCharsets.UTF_8));
        StoreException failure =
                failure("HF-STO-003", () -> put(store, "a/x", "second".getBytes(StandardCharsets.UTF_8)));
        assertThat(failure.retryStatus()).isEqualTo(RetryStatus.NEVER);
        assertThat(failure.context()).containsEntry("key", "a/x").containsEntry("store", root.toString());
        assertThat(get(store, "a/x")).isEqualTo("first");
        assertThat(files(root)).containsExactly("a", "a/x");
    }

    @Test
    void of_several_uploads_to_one_key_exactly_one_commits() throws Exception {
        assertThat(store.ability(CreateIfAbsent.class)).isPresent();
        race(store, DirectoryStore.at(root).open());
    }

    @Test
    void without_hard_links_exactly_one_commits_too() throws Exception {
        race(
                DirectoryStore.open(root, new LockPublisher(root, PATIENCE)),
                DirectoryStore.open(root, new LockPublisher(root, PATIENCE)));
    }

    private static void race(BackupStore one, BackupStore other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 30; round++) {
                String key = "leases/" + round;
                List<Future<Boolean>> attempts = IntStream.range(0, 8)
                        .mapToObj(i -> threads.submit(() -> tryPut(i % 2 == 0 ? one : other, key, i)))
                        .toList();
                int winner = -1;
                for (int i = 0; i < attempts.size(); i++) {
                    if (attempts.get(i).get(1, TimeUnit.MINUTES)) {
                        assertThat(winner).as("winners of round %d", round).isEqualTo(-1);
                        winner = i;
                    }
                }
                assertThat(get(one, key)).isEqualTo("by " + winner);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(list(one, "")).hasSize(30);
    }

    private static boolean tryPut(BackupStore store, String key, int who) throws IOException {
        try {
            put(store, key, ("by " + who).getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo("HF-STO-003");
            return false;
        }
    }

    @Test
    void without_hard_links_objects_are_published_and_never_overwritten_too() throws IOException {
        BackupStore linkless = DirectoryStore.open(root, new LockPublisher(root, PATIENCE));
        put(linkless, "a/x", "first".getBytes(StandardCharsets.UTF_8));
        failure("HF-STO-003", () -> put(linkless, "a/x"));
        assertThat(get(linkless, "a/x")).isEqualTo("first");
        assertThat(list(linkless, "")).containsExactly("a/x");
        assertThat(files(root)).containsExactly(".publish.lock", "a", "a/x");
    }

    @Test
    void a_lock_that_another_process_never_gives_back_is_waited_for_only_so_long() throws Exception {
        Files.createDirectories(root);
        Path ready = scratch.resolve("ready");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        root.resolve(".publish.lock").toString(),
                        ready.toString())
                .inheritIO()
                .start();
        try {
            while (!Files.exists(ready)) {
                assertThat(holder.isAlive()).isTrue();
                Thread.onSpinWait();
            }
            BackupStore linkless = DirectoryStore.open(root, new LockPublisher(root, Duration.ofMillis(50)));
            StoreException failure = failure("HF-STO-011", () -> put(linkless, "a/x"));
            assertThat(failure.getMessage()).contains(".publish.lock");
            assertThat(list(linkless, "")).isEmpty();
        } finally {
            holder.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
        put(DirectoryStore.open(root, new LockPublisher(root, PATIENCE)), "a/x");
        assertThat(list(store, "")).containsExactly("a/x");
    }

    /** Holds the lock until it is killed. */
    static final class LockHolder {
        public static void main(String[] arguments) throws Exception {
            try (FileChannel channel = FileChannel.open(
                            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Files.createFile(Path.of(arguments[1]));
                Thread.sleep(Duration.ofMinutes(5).toMillis());
                lock.release();
            }
        }
    }

    @Test
    void where_links_are_refused_the_lock_publishes() throws IOException {
        Files.createDirectories(root);
        Path temporary = Files.writeString(scratch.resolve("temporary"), "bytes");
        // A link to a directory is refused as it would be on a file system that has no links; so the other way is
        // asked.
        boolean[] asked = new boolean[1];
        new LinkPublisher((from, to) -> asked[0] = true)
                .publish(Files.createDirectory(scratch.resolve("d")), root.resolve("x"));
        assertThat(asked).containsExactly(true);
        new LinkPublisher((from, to) -> {
                    throw new IOException("not to be asked");
                })
                .publish(temporary, root.resolve("x"));
        assertThat(root.resolve("x")).hasContent("bytes");
        assertThat(temporary).doesNotExist();
    }

    // STORE-05, STORE-06

    @Test
    void a_part_is_read_from_an_offset_on() throws IOException {
        put(store, "x", "0123456789".getBytes(StandardCharsets.UTF_8));
        assertThat(get(store, "x", 0, 3)).asString().isEqualTo("012");
        assertThat(get(store, "x", 7, 100)).asString().isEqualTo("789");
        assertThat(get(store, "x", 10, 1)).isEmpty();
        assertThat(get(store, "x", 11, Long.MAX_VALUE)).isEmpty();
        assertThat(get(store, "x", 3, 0)).isEmpty();
        assertThatThrownBy(() -> store.open(key("x"), -1, 1)).isInstanceOf(IllegalArgumentException.class);
        try (InputStream in = store.open(key("x"), 2, 6)) {
            assertThat(in.skip(3)).isEqualTo(3);
            assertThat(in.read()).isEqualTo('5');
            assertThat(in.readAllBytes()).asString().isEqualTo("67");
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.skip(1)).isZero();
        }
    }

    @Test
    void what_is_missing_is_told_apart() throws IOException {
        assertThat(store.stat(key("a/x"))).isEmpty();
        assertThat(store.delete(key("a/x"))).isFalse();
        failure("HF-STO-002", () -> get(store, "a/x"));
        put(store, "a/y");
        assertThat(store.stat(key("a/x"))).isEmpty();
        assertThat(store.stat(key("a"))).as("a folder is no object").isEmpty();
        assertThat(store.stat(key("a/y/z"))).as("nothing is below an object").isEmpty();
        assertThat(store.delete(key("a"))).isFalse();
        failure("HF-STO-002", () -> get(store, "a"));
        StoreException failure = failure("HF-STO-002", () -> get(store, "a/x"));
        assertThat(failure.getMessage()).contains("a/x").contains(root.toString());
    }

    // STORE-07, STORE-08, STORE-13

    @Test
    void a_list_has_every_object_below_the_prefix_once() throws IOException {
        for (String key : List.of("a", "ab/c", "ab/cd/e", "ab/cd/f", "b/x")) {
            put(store, key);
        }
        assertThat(list(store, "")).containsExactly("a", "ab/c", "ab/cd/e", "ab/cd/f", "b/x");
        assertThat(list(store, "a")).containsExactly("a", "ab/c", "ab/cd/e", "ab/cd/f");
        assertThat(list(store, "ab/c")).containsExactly("ab/c", "ab/cd/e", "ab/cd/f");
        assertThat(list(store, "ab/cd/")).containsExactly("ab/cd/e", "ab/cd/f");
        assertThat(list(store, "ab/cd/e")).containsExactly("ab/cd/e");
        assertThat(list(store, "nothing/")).isEmpty();
        assertThat(list(store, "a/")).as("below an object").isEmpty();
        try (Stream<ObjectStat> all = store.list("b/")) {
            assertThat(all.findFirst().orElseThrow().bytes()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../", "/", "a//", "./", ".hidden/", "a/../../", "\0/", "ä/"})
    void a_prefix_that_no_key_has_leads_nowhere(String prefix) throws IOException {
        put(store, "a/b");
        Files.createDirectories(root.resolve(".hidden"));
        Files.writeString(root.resolve(".hidden/x"), "x");
        Files.writeString(scratch.resolve("outside"), "x");
        assertThat(list(store, prefix)).isEmpty();
        try (Stream<String> children = folders().children(prefix)) {
            assertThat(children).isEmpty();
        }
    }

    private FolderListing folders() {
        return store.ability(FolderListing.class).orElseThrow();
    }

    @Test
    void what_others_put_there_is_not_listed() throws IOException {
        put(store, "a/b");
        Files.writeString(root.resolve("a/.upload-1-x"), "x");
        Files.writeString(root.resolve("a/name with spaces"), "x");
        Files.createSymbolicLink(root.resolve("a/link"), root.resolve("a/b"));
        Files.createSymbolicLink(root.resolve("up"), scratch);
        Files.createDirectories(root.resolve("lost and found/x"));
        assertThat(list(store, "")).containsExactly("a/b");
        try (Stream<String> children = folders().children("a/")) {
            assertThat(children).containsExactly("b");
        }
    }

    @Test
    void children_are_the_next_segments() throws IOException {
        for (String key : List.of("holdfast.json", "a/one/x", "a/one/y", "a/two/z", "a/three")) {
            put(store, key);
        }
        try (Stream<String> children = folders().children("")) {
            assertThat(children).containsExactlyInAnyOrder("holdfast.json", "a/");
        }
        try (Stream<String> children = folders().children("a/")) {
            assertThat(children).containsExactlyInAnyOrder("one/", "two/", "three");
        }
        try (Stream<String> children = folders().children("none/")) {
            assertThat(children).isEmpty();
        }
        assertThatThrownBy(() -> folders().children("a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_list_is_lazy_and_goes_on_while_objects_are_deleted() throws IOException {
        for (int i = 0; i < 300; i++) {
            Files.createDirectories(root.resolve("t/t_" + i));
            Files.writeString(root.resolve("t/t_" + i + "/m"), "x");
        }
        int seen = 0;
        try (Stream<ObjectStat> all = store.list("t/")) {
            for (Iterator<ObjectStat> objects = all.iterator(); objects.hasNext(); ) {
                assertThat(store.delete(objects.next().key())).isTrue();
                seen++;
            }
        }
        assertThat(seen).isEqualTo(300);
        assertThat(files(root)).isEmpty();
    }

    @Test
    void a_list_that_is_closed_early_keeps_no_directory_open() throws IOException {
        put(store, "a/b/c/d");
        long before = openFiles();
        for (int i = 0; i < 50; i++) {
            try (Stream<ObjectStat> all = store.list("");
                    Stream<String> children = folders().children("a/")) {
                assertThat(all.findFirst()).isPresent();
                assertThat(children.findFirst()).isPresent();
            }
        }
        assertThat(openFiles()).isLessThan(before + 20);
    }

    @Test
    void uploads_and_streams_keep_no_file_open_after_their_close() throws IOException {
        put(store, "x");
        long before = openFiles();
        for (int i = 0; i < 50; i++) {
            put(store, "y/" + i);
            get(store, "x");
            store.upload(key("z/" + i), OptionalLong.empty()).close();
        }
        assertThat(openFiles()).isLessThan(before + 20);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    // STORE-09, STORE-10

    @Test
    void deleting_tells_whether_there_was_something_and_removes_empty_folders() throws IOException {
        put(store, "a/b/x");
        put(store, "a/y");
        assertThat(store.delete(key("a/b/x"))).isTrue();
        assertThat(store.delete(key("a/b/x"))).isFalse();
        assertThat(files(root)).containsExactly("a", "a/y");
        assertThat(store.delete(key("a/y"))).isTrue();
        assertThat(files(root)).isEmpty();
        assertThat(root).isDirectory();
        put(store, "a/b/x");
        assertThat(get(store, "a/b/x")).isEqualTo("a/b/x");
    }

    @Test
    void threads_upload_and_delete_in_folders_that_come_and_go() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> all = IntStream.range(0, 6)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < 60; i++) {
                            String key = "t/folder-" + i % 2 + "/x" + thread;
                            put(store, key);
                            assertThat(get(store, key)).isEqualTo(key);
                            assertThat(store.stat(key(key))).isPresent();
                            assertThat(store.delete(key(key))).isTrue();
                            assertThat(store.stat(key(key))).isEmpty();
                        }
                        return null;
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(files(root)).isEmpty();
    }

    @Test
    void threads_that_are_the_first_to_upload_make_the_directory_together() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (int round = 0; round < 200; round++) {
                Path fresh = scratch.resolve("fresh-" + round);
                CyclicBarrier together = new CyclicBarrier(6);
                try (BackupStore first = DirectoryStore.at(fresh).open()) {
                    List<Future<?>> all = IntStream.range(0, 6)
                            .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                                together.await(1, TimeUnit.MINUTES);
                                first.stat(key("x" + thread));
                                put(first, "x" + thread);
                                return null;
                            }))
                            .toList();
                    for (Future<?> each : all) {
                        each.get(2, TimeUnit.MINUTES);
                    }
                }
                assertThat(files(fresh)).hasSize(6);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    // Abort

    @Test
    void uploads_of_dead_processes_are_removed() throws IOException {
        put(store, "a/a_1/x");
        Upload dead = store.upload(key("a/a_1/y"), OptionalLong.empty());
        Upload other = store.upload(key("b/b_1/y"), OptionalLong.empty());
        Upload atRoot = store.upload(key("top"), OptionalLong.empty());
        IncompleteUploads uploads = store.ability(IncompleteUploads.class).orElseThrow();
        Instant later = Instant.now().plus(Duration.ofMinutes(1));

        assertThat(uploads.abort("", Instant.now().minus(Duration.ofMinutes(1))))
                .isZero();
        assertThat(uploads.abort("a/a_2", later)).isZero();
        assertThat(uploads.abort("a/a_1/", later)).isEqualTo(1);
        assertThat(files(root)).contains("a/a_1/x").doesNotContain("a/a_1/y").hasSize(7);

        dead.body().write(1);
        StoreException failure = failure("HF-STO-009", dead::commit);
        assertThat(failure.retryStatus()).isEqualTo(RetryStatus.LATER);
        dead.close();
        assertThat(uploads.abort("", later)).isEqualTo(2);
        assertThat(files(root)).containsExactly("a", "a/a_1", "a/a_1/x");
        other.close();
        atRoot.close();
        assertThat(list(store, "")).containsExactly("a/a_1/x");
    }

    @Test
    void an_upload_with_the_longest_name_works_and_is_removed_like_others() throws IOException {
        String name = "n".repeat(255);
        put(store, "a/" + name);
        assertThat(list(store, "a/")).containsExactly("a/" + name);
        Upload dead = store.upload(key("b/" + name), OptionalLong.empty());
        assertThat(store.ability(IncompleteUploads.class)
                        .orElseThrow()
                        .abort("b/" + name, Instant.now().plus(Duration.ofMinutes(1))))
                .isEqualTo(1);
        dead.close();
    }

    // Failures

    @Test
    void a_failed_upload_cannot_be_committed() throws IOException {
        Upload upload = store.upload(key("a/x"), OptionalLong.empty());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> upload.body().write(new byte[100_000])).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        failure("HF-STO-009", () -> upload.body().write(new byte[100_000]));
        failure("HF-STO-009", upload::commit);
        upload.close();
        assertThat(files(root)).isEmpty();
    }

    @Test
    void an_interrupt_is_a_cancel_also_while_reading_and_committing() throws IOException {
        put(store, "x");
        try (InputStream in = store.open(key("x"), 0, 100)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(in::read).isInstanceOf(CancelledException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
        try (Upload upload = store.upload(key("y"), OptionalLong.empty())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(upload::commit).isInstanceOf(CancelledException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(files(root)).containsExactly("x");
    }

    @Test
    void names_of_folders_and_objects_do_not_mix() throws IOException {
        put(store, "a/x");
        failure("HF-STO-008", () -> put(store, "a"));
        failure("HF-STO-008", () -> put(store, "a/x/y"));
        assertThat(files(root)).containsExactly("a", "a/x");
    }

    @Test
    void a_store_that_is_removed_in_the_middle_is_not_made_again() throws IOException {
        put(store, "a/x");
        Upload upload = store.upload(key("a/y"), OptionalLong.empty());
        upload.body().write(new byte[100]);
        Files.move(root, scratch.resolve("elsewhere"));

        assertThat(failure("HF-STO-006", upload::commit).retryStatus()).isEqualTo(RetryStatus.LATER);
        upload.close();
        failure("HF-STO-006", () -> put(store, "a/z"));
        failure("HF-STO-006", () -> store.stat(key("a/x")));
        failure("HF-STO-006", () -> get(store, "a/x"));
        failure("HF-STO-006", () -> store.delete(key("a/x")));
        failure("HF-STO-006", () -> list(store, ""));
        failure("HF-STO-006", () -> folders().children(""));
        assertThat(root).doesNotExist();

        Files.createDirectory(root);
        failure("HF-STO-006", () -> put(store, "a/z"));
        failure("HF-STO-006", () -> store.stat(key("a/x")));
        assertThat(files(root)).isEmpty();
    }

    @Test
    void a_root_that_is_no_directory_is_refused() throws IOException {
        Path file = Files.writeString(scratch.resolve("file"), "x");
        failure("HF-STO-007", () -> DirectoryStore.at(file).open());
    }

    @Test
    void the_root_may_be_a_link_but_nothing_below_it() throws Exception {
        Path real = Files.createDirectory(scratch.resolve("real"));
        Path link = Files.createSymbolicLink(scratch.resolve("link"), real);
        Path outside = Files.createDirectory(scratch.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "x");
        try (BackupStore linked = DirectoryStore.at(link).open()) {
            put(linked, "a/x");
            assertThat(real.resolve("a/x")).exists();
            Files.createSymbolicLink(real.resolve("out"), outside);
            Files.createSymbolicLink(real.resolve("file"), outside.resolve("secret"));
            failure("HF-STO-007", () -> put(linked, "out/y"));
            failure("HF-STO-007", () -> get(linked, "out/secret"));
            failure("HF-STO-007", () -> linked.stat(key("out/secret")));
            failure("HF-STO-007", () -> linked.delete(key("out/secret")));
            failure("HF-STO-007", () -> list(linked, "out/"));
            failure("HF-STO-007", () -> get(linked, "file"));
            failure("HF-STO-003", () -> put(linked, "file"));
            assertThat(list(linked, "")).containsExactly("a/x");
        }
        assertThat(files(outside)).containsExactly("secret");
    }

    @Test
    void only_the_owner_may_read_objects_and_folders() throws IOException {
        put(store, "a/x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a/x"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void reading_makes_no_directory() throws IOException {
        assertThat(list(store, "")).isEmpty();
        assertThat(store.stat(key("a"))).isEmpty();
        assertThat(store.ability(FreeSpace.class).orElseThrow().freeBytes()).isPositive();
        assertThat(store.ability(IncompleteUploads.class).orElseThrow().abort("", Instant.MAX))
                .isZero();
        assertThat(root).doesNotExist();
    }

    @Test
    void a_root_is_made_with_those_above_it() throws Exception {
        Path deep = scratch.resolve("one/two/three");
        try (BackupStore made = DirectoryStore.at(deep).open()) {
            put(made, "x");
        }
        assertThat(deep.resolve("x")).exists();
    }

    // Definition and provider

    @Test
    void the_provider_is_found_and_its_definitions_are_equal_for_equal_paths() throws Exception {
        StoreProvider provider = ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.type().equals("directory"))
                .findFirst()
                .orElseThrow();
        StoreDefinition definition = provider.create("local", Settings.of(Map.of("path", root)));
        assertThat(definition).isEqualTo(DirectoryStore.at(root));
        assertThat(provider.create("other", definition.settings())).isEqualTo(definition);
        assertThat(definition.type()).isEqualTo("directory");
        assertThat(definition.location()).isEqualTo(root.toString());
        assertThat(definition.toString()).contains(root.toString());
        assertThat(root).doesNotExist();
        try (BackupStore opened = definition.open()) {
            assertThat(opened.location()).isEqualTo(root.toString());
            assertThat(opened.toString()).contains(root.toString());
        }
        assertThat(provider.settings()).singleElement().satisfies(setting -> {
            assertThat(setting.name()).isEqualTo("path");
            assertThat(setting.required()).isTrue();
        });
    }

    @Test
    void a_relative_path_begins_at_the_working_directory() {
        assertThat(DirectoryStore.at(Path.of("x/../backups")).location())
                .isEqualTo(Path.of("backups").toAbsolutePath().toString());
    }

    @Test
    void keys_as_long_as_they_may_be_work() throws IOException {
        String segment = "s".repeat(200);
        String key = String.join("/", List.of(segment, segment, segment, segment, segment));
        assertThat(ObjectKey.isValid(key)).isTrue();
        put(store, key);
        assertThat(list(store, "")).containsExactly(key);
    }
}
