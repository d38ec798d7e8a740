package dev.holdfast.backup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.FolderListing;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultyStoreTest {

    private final InMemoryStore memory = new InMemoryStore("shop");
    private final StoreFaults faults = new StoreFaults();

    private void put(String key) throws Exception {
        try (BackupStore store = FaultyStore.of(memory.definition(), faults).open();
                Upload upload = store.upload(new ObjectKey(key), OptionalLong.of(3))) {
            upload.body().write(new byte[] {1, 2, 3});
            upload.commit();
        }
    }

    @Test
    void every_operation_is_a_line_of_the_log() throws Exception {
        put("a/x");
        try (BackupStore store = FaultyStore.of(memory.definition(), faults).open()) {
            ObjectKey key = new ObjectKey("a/x");
            try (InputStream in = store.open(key, 0, 10)) {
                assertThat(in.read(new byte[3])).isEqualTo(3);
            }
            store.stat(key);
            store.list("a/").close();
            try (Stream<String> names =
                    store.ability(FolderListing.class).orElseThrow().children("")) {
                assertThat(names).containsExactly("a/");
            }
            store.ability(FreeSpace.class).orElseThrow().freeBytes();
            store.upload(new ObjectKey("b"), OptionalLong.empty()).close();
            store.delete(key);
        }
        assertThat(faults.log())
                .containsExactly(
                        "upload a/x",
                        "write a/x",
                        "commit a/x",
                        "open a/x",
                        "read a/x",
                        "stat a/x",
                        "list a/",
                        "children ",
                        "free",
                        "upload b",
                        "abandon b",
                        "delete a/x");
        memory.assertNothingOpen();
    }

    @Test
    void an_operation_fails_where_the_number_or_the_pattern_says() throws Exception {
        faults.fail(2).fail("commit .*/y");
        assertThatThrownBy(() -> put("a/x"))
                .isInstanceOf(StoreException.class)
                .hasMessage("planned fault at write a/x");
        assertThatThrownBy(() -> put("a/y")).isInstanceOf(StoreException.class);
        put("a/y");
        assertThat(memory.keys()).containsExactly("a/y");
        memory.assertNothingOpen();
        faults.assertAllHappened();
    }

    @Test
    void an_operation_can_be_done_and_reported_as_failed() {
        faults.failAfter("commit a/x");
        assertThatThrownBy(() -> put("a/x")).hasMessage("planned fault at commit a/x, done and reported as failed");
        assertThat(memory.keys()).containsExactly("a/x");
    }

    @Test
    void a_test_can_choose_the_exception() {
        IOException broken = new IOException("broken pipe");
        faults.fail("write", () -> broken);
        assertThatThrownBy(() -> put("a/x")).isSameAs(broken);
    }

    @Test
    void a_lost_store_fails_from_then_on() {
        faults.loseStore("write a/x");
        assertThatThrownBy(() -> put("a/x")).hasMessage("the store is gone: write a/x");
        assertThatThrownBy(() -> put("a/y")).hasMessage("the store is gone: upload a/y");
    }

    @Test
    void after_a_kill_nothing_reaches_the_store_any_more() {
        List<Integer> objects = new ArrayList<>();
        faults.kill("commit a/x").onKill(() -> objects.add(memory.keys().size()));
        assertThatThrownBy(() -> put("a/x")).isInstanceOf(SimulatedKill.class).hasMessage("killed before commit a/x");
        assertThatThrownBy(() -> put("a/y")).isInstanceOf(SimulatedKill.class);
        assertThat(objects).containsExactly(0);
        assertThat(memory.keys()).isEmpty();
        assertThat(memory.incompleteUploads()).isEqualTo(1);
        assertThat(faults.isKilled()).isTrue();
    }

    @Test
    void a_kill_after_an_operation_leaves_it_done() {
        faults.killAfter(3);
        assertThatThrownBy(() -> put("a/x")).isInstanceOf(SimulatedKill.class).hasMessage("killed after commit a/x");
        assertThat(memory.keys()).containsExactly("a/x");
    }

    @Test
    void a_fault_that_did_not_happen_fails_the_test() throws Exception {
        faults.fail("commit .*manifest");
        put("a/x");
        assertThatThrownBy(faults::assertAllHappened)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("FAIL_BEFORE at \"commit .*manifest\"")
                .hasMessageContaining("3 commit a/x");
        faults.reset();
        faults.assertAllHappened();
        assertThat(faults.count()).isZero();
    }
}
