package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.CreateIfAbsent;
import dev.holdfast.backup.spi.FolderListing;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The rules of {@link BackupStore} as tests. Extend it and implement {@link #open()}.
 *
 * <p>Every test works below a prefix of its own, so the store need not be empty, and removes what it wrote.
 */
@SuppressWarnings("MemberName")
public abstract class StoreContract extends Contract {

    private static final Pattern CREDENTIAL = Pattern.compile("://[^/@\\s]*:[^/@\\s]*@");
    private static final int THREADS = 6;

    private final String prefix = "contract-" + UUID.randomUUID() + "/";
    private final List<BackupStore> opened = new ArrayList<>();

    /** For subclasses. */
    protected StoreContract() {}

    /**
     * Opens the store under test. Called several times in a test: each call opens the same place anew.
     *
     * @return the store, which the contract closes
     * @throws Exception if it cannot be opened
     */
    protected abstract BackupStore open() throws Exception;

    /** {@return secrets that the store was opened with, which must not be in its text forms; none by default} */
    protected List<String> secrets() {
        return List.of();
    }

    /** {@return how many objects the test of listings writes: 250; more than a page of a store that lists in pages is good} */
    protected int manyObjects() {
        return 250;
    }

    /** Prepares nothing: the stores are opened by the tests. */
    @BeforeEach
    public final void forgetStores() {
        opened.clear();
    }

    /**
     * Removes what the test wrote and closes the stores that it opened.
     *
     * @throws IOException if that fails
     */
    @AfterEach
    public final void removeObjects() throws IOException {
        if (opened.isEmpty()) {
            return;
        }
        List<ObjectKey> keys;
        try (Stream<ObjectStat> left = opened.get(0).list(prefix)) {
            keys = left.map(ObjectStat::key).toList();
        }
        for (ObjectKey key : keys) {
            opened.get(0).delete(key);
        }
        for (BackupStore store : opened) {
            store.close();
        }
    }

    private BackupStore store() throws Exception {
        BackupStore store = open();
        opened.add(store);
        return store;
    }

    private ObjectKey key(String name) {
        return new ObjectKey(prefix + name);
    }

    private static void put(BackupStore store, ObjectKey key, byte[] bytes) throws IOException {
        try (Upload upload = store.upload(key, OptionalLong.of(bytes.length))) {
            upload.body().write(bytes);
            upload.commit();
        }
    }

    private static byte[] get(BackupStore store, ObjectKey key) throws IOException {
        return get(store, key, 0, Long.MAX_VALUE);
    }

    private static byte[] get(BackupStore store, ObjectKey key, long offset, long length) throws IOException {
        try (InputStream in = store.open(key, offset, length)) {
            return in.readAllBytes();
        }
    }

    private List<String> listed(BackupStore store, String below) throws IOException {
        try (Stream<ObjectStat> list = store.list(prefix + below)) {
            return list.map(stat -> stat.key().value().substring(prefix.length()))
                    .toList();
        }
    }

    private void assertMissing(BackupStore store, ObjectKey key, String when) throws IOException {
        assertThat(store.stat(key)).as("stat of %s %s", key, when).isEmpty();
        assertThat(listed(store, ""))
                .as("what list shows %s", when)
                .doesNotContain(key.value().substring(prefix.length()));
        assertCode("open of " + key + " " + when, "HF-STO-002", () -> get(store, key));
    }

    private static void assertCode(String what, String code, Proof act) {
        Throwable thrown = catchThrowable(act::run);
        assertThat(thrown).as("%s fails", what).isNotNull();
        assertThat(thrown).as("%s fails with %s", what, code).isInstanceOf(BackupException.class);
        assertThat(((BackupException) thrown).code())
                .as("the code with which %s fails", what)
                .isEqualTo(code);
    }

    /**
     * STORE-01. If it fails: do you write under the final name? Write elsewhere, complete it, and give it its name in {@link Upload#commit()}.
     * Does closing the body commit? It must not.
     */
    @Test
    @DisplayName("STORE-01 an object is visible, whole, after its commit and not before")
    public void STORE_01_an_object_is_visible_whole_after_its_commit_and_not_before() {
        prove("STORE-01", () -> {
            BackupStore store = store();
            BackupStore other = store();
            ObjectKey key = key("folder/object");
            byte[] bytes = Samples.random(1, 300_000);
            try (Upload upload = store.upload(key, OptionalLong.empty())) {
                upload.body().write(bytes, 0, 200_000);
                upload.body().flush();
                assertMissing(store, key, "before its commit");
                upload.body().write(bytes, 200_000, 100_000);
                upload.body().close();
                assertMissing(other, key, "after its body was closed, before its commit");
                upload.commit();
                assertThat(store.stat(key).map(ObjectStat::bytes))
                        .as("the size after the commit")
                        .contains(300_000L);
            }
            assertThat(get(store, key)).as("the bytes of the committed object").isEqualTo(bytes);
            assertThat(get(other, key)).as("the bytes seen by another way in").isEqualTo(bytes);
        });
    }

    /** STORE-02. No test takes the power away. Look yourself: is the object forced to disk, and then the folder that names it? */
    @Test
    @DisplayName("STORE-02 a committed object survives the loss of power")
    public void STORE_02_a_committed_object_survives_the_loss_of_power() {
        skip("STORE-02", "no test can take the power away; read what commit forces to disk");
    }

    /**
     * STORE-03. If it fails: do you rename over the existing object, or look first and write then? Use an act that fails if the name is taken,
     * such as a hard link or a conditional request.
     */
    @Test
    @DisplayName("STORE-03 commit on an existing key fails with HF-STO-003 and changes nothing")
    public void STORE_03_commit_on_an_existing_key_fails_and_changes_nothing() {
        prove("STORE-03", () -> {
            BackupStore store = store();
            ObjectKey key = key("taken");
            byte[] first = Samples.random(1, 1000);
            put(store, key, first);
            assertCode(
                    "commit on an existing key",
                    "HF-STO-003",
                    () -> put(store, key, "second".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            assertThat(get(store, key)).as("the object after the failed commit").isEqualTo(first);
            assertThat(listed(store, ""))
                    .as("what is there after the failed commit")
                    .containsExactly("taken");
        });
    }

    /** STORE-04. If it fails: where does {@link Upload#close()} leave what was written? Remove it, or hide it from list and stat. */
    @Test
    @DisplayName("STORE-04 closing an upload without commit leaves nothing that list or stat shows")
    public void STORE_04_closing_without_commit_leaves_nothing() {
        prove("STORE-04", () -> {
            BackupStore store = store();
            ObjectKey key = key("given-up");
            Upload upload = store.upload(key, OptionalLong.of(400_000));
            upload.body().write(Samples.random(1, 200_000));
            upload.close();
            upload.close();
            assertMissing(store, key, "after its upload was closed without commit");
            assertThat(listed(store, "")).as("what is listed after that").isEmpty();
            put(store, key, new byte[] {1});
            assertThat(get(store, key))
                    .as("the object of a second upload to that key")
                    .hasSize(1);
        });
    }

    /** STORE-05. If it fails: are offset and length bytes from the beginning, and is the end of the object not an error? */
    @Test
    @DisplayName("STORE-05 open gives the bytes from an offset on, at most so many; behind the end there are none")
    public void STORE_05_open_gives_the_bytes_from_an_offset_on() {
        prove("STORE-05", () -> {
            BackupStore store = store();
            ObjectKey key = key("part");
            byte[] bytes = Samples.random(5, 100_000);
            put(store, key, bytes);
            long[][] parts = {
                {0, Long.MAX_VALUE},
                {0, 0},
                {0, 1},
                {10, 5},
                {65_535, 2},
                {99_999, 10},
                {100_000, 1},
                {100_000, 0},
                {100_001, Long.MAX_VALUE},
                {50_000, Long.MAX_VALUE}
            };
            for (long[] part : parts) {
                int from = (int) Math.min(bytes.length, part[0]);
                int to = (int) Math.min(bytes.length, from + Math.min(part[1], bytes.length));
                assertThat(get(store, key, part[0], part[1]))
                        .as("at most %d bytes from %d of 100000", part[1], part[0])
                        .isEqualTo(Arrays.copyOfRange(bytes, from, to));
            }
        });
    }

    /** STORE-06. If it fails: do you turn "not found" of your store into the code, an empty stat and false? */
    @Test
    @DisplayName("STORE-06 open of a missing key fails with HF-STO-002; stat is then empty and delete false")
    public void STORE_06_a_missing_key_has_no_stat_and_cannot_be_opened() {
        prove("STORE-06", () -> {
            BackupStore store = store();
            put(store, key("folder/there"), new byte[] {1});
            for (String name : List.of("missing", "folder/missing", "folder", "folder/there/below", "no/such/folder")) {
                assertCode("open of the missing " + name, "HF-STO-002", () -> get(store, key(name)));
                assertThat(store.stat(key(name)))
                        .as("stat of the missing %s", name)
                        .isEmpty();
                assertThat(store.delete(key(name)))
                        .as("delete of the missing %s", name)
                        .isFalse();
            }
            assertThat(listed(store, "")).as("what is there after that").containsExactly("folder/there");
        });
    }

    /**
     * STORE-07. If it fails: is the prefix the beginning of a text, not a folder? Are all pages of a long list read, and are unfinished uploads
     * left out?
     */
    @Test
    @DisplayName("STORE-07 list gives every object whose key begins with the prefix, each once")
    public void STORE_07_list_gives_every_object_below_a_prefix_once() {
        prove("STORE-07", () -> {
            BackupStore store = store();
            for (String name : List.of("a/1", "a/2", "ab", "a-c/d", "b/c/d/e", "b/c/x")) {
                put(store, key(name), new byte[] {1, 2, 3});
            }
            assertThat(listed(store, "a/")).as("below a/").containsExactlyInAnyOrder("a/1", "a/2");
            assertThat(listed(store, "a"))
                    .as("beginning with a")
                    .containsExactlyInAnyOrder("a/1", "a/2", "ab", "a-c/d");
            assertThat(listed(store, "b/c")).as("beginning with b/c").containsExactlyInAnyOrder("b/c/d/e", "b/c/x");
            assertThat(listed(store, "b/c/d/e"))
                    .as("beginning with a whole key")
                    .containsExactly("b/c/d/e");
            assertThat(listed(store, "none/")).as("below what is not there").isEmpty();
            List<String> many = new ArrayList<>();
            for (int i = 0; i < manyObjects(); i++) {
                many.add("many/" + i);
                put(store, key("many/" + i), new byte[i % 3]);
            }
            assertThat(listed(store, "many/")).as("many objects").containsExactlyInAnyOrderElementsOf(many);
            try (Stream<ObjectStat> all = store.list("")) {
                assertThat(all.filter(stat -> stat.key().value().startsWith(prefix))
                                .count())
                        .as("objects of this test among all, by an empty prefix")
                        .isEqualTo(6L + many.size());
            }
            try (Stream<ObjectStat> sizes = store.list(prefix + "a/")) {
                assertThat(sizes.map(ObjectStat::bytes))
                        .as("the sizes that list tells")
                        .containsOnly(3L);
            }
        });
    }

    /** STORE-08. If it fails: is there a cache, or a store that answers from an old copy? Ask it for consistent answers. */
    @Test
    @DisplayName("STORE-08 what was committed or deleted before is seen by list, stat and open")
    public void STORE_08_commits_and_deletes_are_seen_at_once() {
        prove("STORE-08", () -> {
            BackupStore store = store();
            BackupStore other = store();
            ObjectKey key = key("folder/seen");
            for (int round = 0; round < 3; round++) {
                assertMissing(other, key, "before its commit in round " + round);
                put(store, key, new byte[] {(byte) round});
                assertThat(other.stat(key))
                        .as("stat by another way in after the commit")
                        .isPresent();
                assertThat(listed(other, ""))
                        .as("list by another way in after the commit")
                        .containsExactly("folder/seen");
                assertThat(get(other, key)).as("the bytes by another way in").containsExactly((byte) round);
                assertThat(store.delete(key)).as("delete of what is there").isTrue();
            }
            assertMissing(other, key, "after its delete");
        });
    }

    /** STORE-09. If it fails: look whether there was something before or while you delete, and call a missing object no error. */
    @Test
    @DisplayName("STORE-09 delete tells whether there was something to delete and is idempotent")
    public void STORE_09_delete_tells_whether_there_was_something() {
        prove("STORE-09", () -> {
            BackupStore store = store();
            put(store, key("folder/gone"), new byte[10]);
            put(store, key("folder/stays"), new byte[10]);
            assertThat(store.delete(key("folder/gone"))).as("the first delete").isTrue();
            assertThat(store.delete(key("folder/gone"))).as("the second delete").isFalse();
            assertMissing(store, key("folder/gone"), "after its delete");
            assertThat(listed(store, "")).as("what is left").containsExactly("folder/stays");
            put(store, key("folder/gone"), new byte[] {7});
            assertThat(get(store, key("folder/gone")))
                    .as("a new object of the deleted key")
                    .containsExactly(7);
        });
    }

    /**
     * STORE-10. If it fails: what do uploads share? A folder that one thread removes as empty while another writes into it is a usual cause; so
     * is one connection for all.
     */
    @Test
    @DisplayName("STORE-10 several threads may upload, read and delete different keys at once")
    public void STORE_10_threads_work_on_different_keys_at_once() {
        prove("STORE-10", () -> {
            BackupStore store = store();
            atOnce(thread -> {
                for (int i = 0; i < 25; i++) {
                    ObjectKey key = key("shared/folder-" + i % 3 + "/object-" + thread + "-" + i);
                    byte[] bytes = Samples.random(thread * 100L + i, 2000 + i);
                    put(store, key, bytes);
                    assertThat(get(store, key)).as("the bytes of %s", key).isEqualTo(bytes);
                    if (i % 5 != 4) {
                        assertThat(store.delete(key)).as("delete of %s", key).isTrue();
                    }
                }
            });
            assertThat(listed(store, "shared/")).as("what is left").hasSize(THREADS * 5);
        });
    }

    /** STORE-11. If it fails: is there a moment between looking for the key and making it? The store must do both in one act. */
    @Test
    @DisplayName("STORE-11 of several uploads to one key at once at most one commits")
    public void STORE_11_of_several_uploads_to_one_key_at_most_one_commits() {
        prove("STORE-11", () -> {
            BackupStore store = store();
            boolean exactlyOne = store.ability(CreateIfAbsent.class).isPresent();
            for (int round = 0; round < 20; round++) {
                ObjectKey key = key("contended-" + round);
                ConcurrentLinkedQueue<Integer> winners = new ConcurrentLinkedQueue<>();
                CyclicBarrier barrier = new CyclicBarrier(THREADS);
                atOnce(thread -> {
                    try (Upload upload = store.upload(key, OptionalLong.of(1000))) {
                        upload.body().write(Samples.random(thread, 1000));
                        barrier.await(patience().toSeconds(), TimeUnit.SECONDS);
                        if (commits(upload)) {
                            winners.add(thread);
                        }
                    }
                });
                assertThat(winners).as("who committed %s", key).hasSizeLessThanOrEqualTo(1);
                if (exactlyOne) {
                    assertThat(winners)
                            .as("who committed %s, with CreateIfAbsent", key)
                            .hasSize(1);
                }
                if (!winners.isEmpty()) {
                    assertThat(get(store, key))
                            .as("the object of the one that committed %s", key)
                            .isEqualTo(Samples.random(winners.element(), 1000));
                }
            }
        });
    }

    private static boolean commits(Upload upload) {
        try {
            upload.commit();
            return true;
        } catch (IOException | BackupException e) {
            return false;
        }
    }

    private interface ThreadAct {
        void run(int thread) throws Exception;
    }

    private void atOnce(ThreadAct act) throws Exception {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            attempts.add(Attempt.start("thread " + i, () -> act.run(thread)));
        }
        for (Attempt attempt : attempts) {
            attempt.await(patience());
        }
    }

    /** STORE-12. If it fails: is an object made when its first byte comes? Make it when it is committed. */
    @Test
    @DisplayName("STORE-12 an object of no bytes is an object")
    public void STORE_12_an_object_of_no_bytes_is_an_object() {
        prove("STORE-12", () -> {
            BackupStore store = store();
            ObjectKey key = key("notes/pin-1");
            try (Upload upload = store.upload(key, OptionalLong.of(0))) {
                upload.commit();
            }
            assertThat(store.stat(key).map(ObjectStat::bytes))
                    .as("stat of the object of no bytes")
                    .contains(0L);
            assertThat(get(store, key)).as("its bytes").isEmpty();
            assertThat(listed(store, "notes/")).as("the list that has it").containsExactly("notes/pin-1");
            assertThat(store.delete(key)).as("its delete").isTrue();
        });
    }

    /** STORE-13. If it fails: does the body collect what is written? Send it on in parts. */
    @Test
    @DisplayName("STORE-13 memory does not grow with the size of an object")
    public void STORE_13_memory_does_not_grow_with_the_size_of_an_object() {
        prove("STORE-13", () -> {
            BackupStore store = store();
            ObjectKey key = key("large");
            byte[] block = Samples.random(13, (int) Heap.MIB);
            try (Upload upload = store.upload(key, OptionalLong.of(64 * Heap.MIB))) {
                upload.body().write(block);
                long before = Heap.held();
                for (int i = 1; i < 64; i++) {
                    upload.body().write(block);
                }
                long after = Heap.held();
                assertThat(after - before)
                        .as("%s while 63 MiB were uploaded", Heap.grown(before, after))
                        .isLessThan(32 * Heap.MIB);
                upload.commit();
            }
            try (InputStream in = store.open(key, 0, Long.MAX_VALUE)) {
                long before = Heap.held();
                in.skipNBytes(63 * Heap.MIB);
                long after = Heap.held();
                assertThat(in.read()).as("the first byte of the last block").isEqualTo(block[0] & 0xFF);
                assertThat(after - before)
                        .as("%s while 63 MiB were read", Heap.grown(before, after))
                        .isLessThan(32 * Heap.MIB);
            }
        });
    }

    /** STORE-14. If it fails: build the location from host and path, never from the whole address with user and password. */
    @Test
    @DisplayName("STORE-14 the location tells people where the store is and shows no credential")
    public void STORE_14_the_location_shows_no_credential() {
        prove("STORE-14", () -> {
            BackupStore store = store();
            assertThat(store.location()).as("the location").isNotBlank();
            for (String text : List.of(store.location(), store.toString())) {
                assertThat(CREDENTIAL.matcher(text).find())
                        .as("whether \"%s\" shows a user and a password", text)
                        .isFalse();
                for (String secret : secrets()) {
                    assertThat(text).as("a text form of the store").doesNotContain(secret);
                }
            }
            assertThat(store.location()).as("the location, asked again").isEqualTo(store.location());
        });
    }

    /** The ability {@link FolderListing}, if there is one. If it fails: give each name once, with a slash behind it if more follows. */
    @Test
    @DisplayName("FolderListing gives one level, each name once, with a slash if more follows")
    public void folder_listing_gives_one_level() {
        prove("FolderListing", () -> {
            BackupStore store = store();
            Optional<FolderListing> listing = store.ability(FolderListing.class);
            if (listing.isEmpty()) {
                skip("FolderListing", "the store has no such ability");
                return;
            }
            for (String name : List.of("a/1", "a/2", "a/b/3", "ab", "c/d/e/f")) {
                put(store, key(name), new byte[1]);
            }
            assertThat(children(listing.get(), "")).as("the first level").containsExactlyInAnyOrder("a/", "ab", "c/");
            assertThat(children(listing.get(), "a/")).as("below a/").containsExactlyInAnyOrder("1", "2", "b/");
            assertThat(children(listing.get(), "c/d/")).as("below c/d/").containsExactly("e/");
            assertThat(children(listing.get(), "none/"))
                    .as("below what is not there")
                    .isEmpty();
            store.delete(key("c/d/e/f"));
            assertThat(children(listing.get(), ""))
                    .as("the first level after the delete of all below c/")
                    .containsExactlyInAnyOrder("a/", "ab");
        });
    }

    private List<String> children(FolderListing listing, String below) throws IOException {
        try (Stream<String> names = listing.children(prefix + below)) {
            return names.filter(Predicate.not(String::isEmpty)).toList();
        }
    }

    /** The ability {@link FreeSpace}, if there is one. If it fails: tell bytes that this process may use, 0 or more. */
    @Test
    @DisplayName("FreeSpace tells how many bytes are free")
    public void free_space_is_not_negative() {
        prove("FreeSpace", () -> {
            Optional<FreeSpace> space = store().ability(FreeSpace.class);
            if (space.isEmpty()) {
                skip("FreeSpace", "the store has no such ability");
                return;
            }
            assertThat(space.get().freeBytes()).as("free bytes").isNotNegative();
        });
    }
}
