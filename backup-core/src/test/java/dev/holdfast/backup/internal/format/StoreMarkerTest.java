package dev.holdfast.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.StoreFaults;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StoreMarkerTest {

    private final InMemoryStore memory = new InMemoryStore("m");

    @Test
    void a_place_becomes_a_store_once() throws Exception {
        assertThat(StoreMarker.read(memory)).isEmpty();
        assertThat(StoreMarker.readOrCreate(memory, "one").storeId()).isEqualTo("one");
        assertThat(StoreMarker.readOrCreate(memory, "two").storeId()).isEqualTo("one");
        assertThat(StoreMarker.read(memory)).contains(new StoreMarker(1, "one"));
    }

    @Test
    void of_two_hosts_that_begin_a_store_at_once_the_second_takes_the_firsts_id() throws Exception {
        StoreFaults faults = new StoreFaults().failAfter("commit holdfast.json");
        assertThat(StoreMarker.readOrCreate(new FaultyStore(memory, faults), "one")
                        .storeId())
                .isEqualTo("one");
        faults.assertAllHappened();
    }

    @Test
    void a_layout_of_a_later_version_is_refused() {
        memory.put("holdfast.json", "{\"formatVersion\":2,\"storeId\":\"x\"}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> StoreMarker.read(memory))
                .isInstanceOfSatisfying(
                        IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-003"));
    }

    @Test
    void a_damaged_marker_is_refused() {
        memory.put("holdfast.json", "{\"formatVersion\":1}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> StoreMarker.read(memory))
                .isInstanceOfSatisfying(
                        IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-002"));
    }
}
