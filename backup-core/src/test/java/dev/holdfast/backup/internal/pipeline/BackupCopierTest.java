package dev.holdfast.backup.internal.pipeline;

import static dev.holdfast.backup.internal.fixture.Fixture.ID;
import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.internal.read.StoredVerifier;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.IOException;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackupCopierTest {

    private static final String DIRECTORY = "orders/" + ID + "/";

    private final InMemoryStore from = new InMemoryStore("from");
    private final InMemoryStore to = new InMemoryStore("to");
    private final Fixture fixture = new Fixture().sealed();

    @BeforeEach
    void makeBackup() throws IOException {
        fixture.backup(Fixture::sample, named("a", from));
    }

    @AfterEach
    void nothing_is_open() {
        from.assertNothingOpen();
        to.assertNothingOpen();
    }

    private void copy() throws IOException {
        BackupCopier.copy(named("a", from), ID, named("b", to), fixture.cancellation, PipelineListener.NONE);
    }

    private void assertGood(InMemoryStore store) throws Exception {
        assertThat(new StoredVerifier(fixture.decoders(), fixture.reading(), StoredVerifier.Proof.NONE)
                        .verify(named("b", store), ID, VerificationLevel.DECODED))
                .isEmpty();
    }

    @Test
    void a_copy_has_the_same_bytes_and_the_pins_but_not_the_proofs() throws Exception {
        StoreCatalog catalog = new StoreCatalog(named("a", from), null);
        catalog.pin(ID, "why", Fixture.START);
        SortedMap<String, byte[]> expected = from.copy();
        catalog.verified(ID, VerificationLevel.DECODED, Fixture.START);
        copy();
        assertThat(to.copy().keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, bytes) -> assertThat(to.bytes(key)).isEqualTo(bytes));
        assertGood(to);
    }

    @Test
    void a_copy_of_what_is_there_already_changes_nothing() throws Exception {
        copy();
        StoreFaults log = new StoreFaults();
        BackupCopier.copy(
                named("a", from),
                ID,
                named("b", new FaultyStore(to, log)),
                fixture.cancellation,
                PipelineListener.NONE);
        assertThat(log.log()).noneMatch(line -> line.startsWith("upload"));
    }

    @Test
    void a_copy_goes_on_where_another_was_cut_off() throws Exception {
        String dump = DIRECTORY + ID + ".dump.zst.toy";
        to.put(dump, from.bytes(dump));
        copy();
        assertGood(to);
    }

    @Test
    void another_backup_of_the_id_is_not_overwritten() throws Exception {
        fixture.uid = "u-2";
        fixture.backup(Fixture::sample, named("b", to));
        SortedMap<String, byte[]> before = to.copy();
        assertThatThrownBy(this::copy)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-019"));
        assertThat(to.copy().keySet()).isEqualTo(before.keySet());
    }

    @Test
    void no_damage_is_copied() throws Exception {
        SortedMap<String, byte[]> sound = from.copy();
        for (String key : sound.keySet()) {
            if (sound.get(key).length == 0) {
                continue;
            }
            from.flipBit(key, sound.get(key).length * 4L);
            assertThatThrownBy(this::copy).as(key).isInstanceOf(IntegrityException.class);
            from.put(key, sound.get(key));
            from.truncate(key, sound.get(key).length - 1);
            assertThatThrownBy(this::copy).as(key).isInstanceOf(IntegrityException.class);
            from.put(key, sound.get(key));
            assertThat(to.keys()).as(key).isEmpty();
        }
    }

    @Test
    void a_backup_that_is_not_there_cannot_be_copied() throws Exception {
        new StoreCatalog(named("a", from), null).delete(ID);
        assertThatThrownBy(this::copy)
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-020"));
    }

    @Test
    void a_fault_at_any_operation_of_either_store_leaves_a_whole_copy_or_none() throws Exception {
        StoreFaults reads = new StoreFaults();
        StoreFaults writes = new StoreFaults();
        BackupCopier.copy(
                named("a", new FaultyStore(from, reads)),
                ID,
                named("b", new FaultyStore(to, writes)),
                fixture.cancellation,
                PipelineListener.NONE);
        for (int n = 1; n <= reads.count() + writes.count(); n++) {
            StoreFaults failing = new StoreFaults();
            StoreFaults sound = new StoreFaults();
            boolean reading = n <= reads.count();
            failing.fail(reading ? n : n - reads.count());
            InMemoryStore target = new InMemoryStore("t");
            boolean failed = false;
            try {
                BackupCopier.copy(
                        named("a", new FaultyStore(from, reading ? failing : sound)),
                        ID,
                        named("b", new FaultyStore(target, reading ? sound : failing)),
                        fixture.cancellation,
                        PipelineListener.NONE);
            } catch (BackupException e) {
                failed = true;
            }
            if (failed) {
                assertThat(target.keys()).as("fault %d: %s", n, failing.log()).isEmpty();
            } else {
                assertGood(target);
            }
        }
    }

    @Test
    void a_cancelled_copy_leaves_nothing() {
        PipelineListener cancelling = new PipelineListener() {
            @Override
            public void bytes(long original) {
                fixture.cancellation.cancel(Failure.of("HF-RUN-001", "cancelled by the test"));
            }
        };
        assertThatThrownBy(
                        () -> BackupCopier.copy(named("a", from), ID, named("b", to), fixture.cancellation, cancelling))
                .isInstanceOf(dev.holdfast.backup.CancelledException.class);
        assertThat(to.keys()).isEmpty();
    }
}
