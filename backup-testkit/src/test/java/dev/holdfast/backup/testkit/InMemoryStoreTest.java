package dev.holdfast.backup.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.IncompleteUploads;
import dev.holdfast.backup.spi.Upload;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InMemoryStoreTest {

    private final ManualClock clock = ManualClock.at("2026-11-20T02:15:00Z");
    private final InMemoryStore memory = new InMemoryStore("shop", clock);

    private static ObjectKey key(String value) {
        return new ObjectKey(value);
    }

    @Test
    void what_one_opening_wrote_another_finds() throws Exception {
        try (BackupStore store = memory.definition().open();
                Upload upload = store.upload(key("a/b"), OptionalLong.empty())) {
            upload.body().write("text".getBytes(UTF_8));
            upload.commit();
        }
        try (BackupStore store = memory.definition().open();
                InputStream in = store.open(key("a/b"), 0, Long.MAX_VALUE)) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("text");
            assertThat(store.stat(key("a/b")).orElseThrow().modified()).isEqualTo(clock.instant());
        }
        memory.assertNothingOpen();
        assertThat(memory.keys()).containsExactly("a/b");
    }

    @Test
    void whatever_is_left_open_is_listed_in_order() throws Exception {
        memory.put("x", new byte[3]);
        BackupStore store = memory.definition().open();
        Upload upload = store.upload(key("y"), OptionalLong.empty());
        InputStream stream = store.open(key("x"), 0, 1);
        assertThat(memory.open()).containsExactly("store memory:shop", "upload of y", "stream of x");
        assertThatThrownBy(memory::assertNothingOpen)
                .isInstanceOf(AssertionError.class)
                .hasMessage("left open in memory:shop: store memory:shop, upload of y, stream of x");
        stream.close();
        upload.close();
        store.close();
        memory.assertNothingOpen();
    }

    @Test
    void use_after_close_is_refused() throws Exception {
        BackupStore store = memory.definition().open();
        Upload upload = store.upload(key("a"), OptionalLong.empty());
        upload.close();
        assertThatThrownBy(upload::commit).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> upload.body().write(1)).isInstanceOf(IllegalStateException.class);
        store.close();
        assertThatThrownBy(() -> store.stat(key("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("memory:shop is used after its close");
    }

    @Test
    void a_full_store_says_what_is_needed_and_what_is_free() throws Exception {
        memory.capacity(1000).put("old", new byte[600]);
        try (Upload upload = memory.upload(key("new"), OptionalLong.empty())) {
            upload.body().write(new byte[300]);
            assertThat(memory.ability(FreeSpace.class).orElseThrow().freeBytes())
                    .isEqualTo(100);
            assertThatThrownBy(() -> upload.body().write(new byte[101]))
                    .isInstanceOfSatisfying(StoreException.class, e -> {
                        assertThat(e.code()).isEqualTo("HF-STO-010");
                        assertThat(e.context()).containsEntry("needed", "101").containsEntry("free", "100");
                    });
        }
        assertThat(memory.freeBytes()).isEqualTo(400);
    }

    @Test
    void a_size_that_was_announced_and_not_kept_is_found() throws Exception {
        try (Upload upload = memory.upload(key("a"), OptionalLong.of(10))) {
            upload.body().write(new byte[9]);
            assertThatThrownBy(upload::commit).hasMessage("the upload of a announced 10 bytes and got 9");
        }
    }

    @Test
    void an_object_cannot_be_a_folder_too() throws Exception {
        memory.put("a/b", new byte[1]);
        for (String key : new String[] {"a", "a/b/c"}) {
            try (Upload upload = memory.upload(key(key), OptionalLong.of(0))) {
                assertThatThrownBy(upload::commit)
                        .isInstanceOfSatisfying(
                                StoreException.class, e -> assertThat(e.code()).isEqualTo("HF-STO-008"));
            }
        }
    }

    @Test
    void uploads_of_a_process_that_ended_can_be_aborted() throws Exception {
        Upload lost = memory.upload(key("orders/x"), OptionalLong.empty());
        lost.body().write(new byte[10]);
        memory.loseConnections();
        memory.assertNothingOpen();
        assertThat(memory.incompleteUploads()).isEqualTo(1);
        IncompleteUploads uploads = memory.ability(IncompleteUploads.class).orElseThrow();
        assertThat(uploads.abort("orders/", clock.instant())).isZero();
        clock.advance(Duration.ofHours(1));
        assertThat(uploads.abort("other/", clock.instant())).isZero();
        assertThat(uploads.abort("orders/", clock.instant())).isEqualTo(1);
        assertThatThrownBy(lost::commit).isInstanceOf(StoreException.class);
        assertThat(memory.incompleteUploads()).isZero();
    }

    @Test
    void bits_flip_and_objects_shrink_where_a_test_wants_it() {
        memory.put("a", new byte[] {0, 0, 0});
        memory.flipBit("a", 9);
        assertThat(memory.bytes("a")).containsExactly(0, 2, 0);
        memory.truncate("a", 2);
        assertThat(memory.bytes("a")).containsExactly(0, 2);
        assertThat(memory.copy()).containsOnlyKeys("a");
    }
}
