package dev.holdfast.backup.internal.pipeline;

import static dev.holdfast.backup.internal.fixture.Fixture.ID;
import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.internal.read.StoredVerifier;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.SimulatedKill;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The invariants of a commit, with a fault at every operation that it asks of a store. */
class CommitFaultsTest {

    private static final String MANIFEST = "orders/" + ID + "/manifest.json";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Fixture fixture = new Fixture().sealed();

    @BeforeEach
    void useThreads() {
        fixture.executor = threads;
    }

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
    }

    private int operations() throws IOException {
        StoreFaults none = new StoreFaults();
        fixture.backup(Fixture::sample, named("a", new FaultyStore(new InMemoryStore("m"), none)));
        return none.count();
    }

    @Test
    void the_manifest_is_written_after_everything_else() throws Exception {
        StoreFaults none = new StoreFaults();
        fixture.backup(Fixture::sample, named("a", new FaultyStore(new InMemoryStore("m"), none)));
        List<String> commits =
                none.log().stream().filter(line -> line.startsWith("commit ")).toList();
        assertThat(commits).hasSizeGreaterThan(7);
        assertThat(commits.get(commits.size() - 1)).isEqualTo("commit " + MANIFEST);
        int manifest = none.log().indexOf("upload " + MANIFEST);
        assertThat(none.log().subList(0, manifest)).containsAll(commits.subList(0, commits.size() - 1));
    }

    @Test
    void a_failure_at_any_operation_leaves_a_whole_backup_or_nothing() throws Exception {
        atEveryOperation(StoreFaults::fail, true);
    }

    @Test
    void an_operation_that_was_done_and_reported_as_failed_leaves_a_whole_backup_or_nothing() throws Exception {
        atEveryOperation(StoreFaults::failAfter, true);
    }

    @Test
    void a_store_that_is_lost_at_any_operation_has_a_whole_backup_or_no_manifest() throws Exception {
        atEveryOperation(StoreFaults::loseStore, false);
    }

    @Test
    void a_process_that_ends_before_any_operation_leaves_a_whole_backup_or_no_manifest() throws Exception {
        atEveryOperation(StoreFaults::kill, false);
    }

    @Test
    void a_process_that_ends_after_any_operation_leaves_a_whole_backup_or_no_manifest() throws Exception {
        atEveryOperation(StoreFaults::killAfter, false);
    }

    private void atEveryOperation(BiFunction<StoreFaults, Integer, StoreFaults> plan, boolean cleans) throws Exception {
        int operations = operations();
        assertThat(operations).isGreaterThan(20);
        for (int n = 1; n <= operations; n++) {
            InMemoryStore memory = new InMemoryStore("m");
            StoreFaults faults = plan.apply(new StoreFaults(), n);
            boolean reported = false;
            try {
                fixture.backup(Fixture::sample, named("a", new FaultyStore(memory, faults)));
            } catch (StoreException | SimulatedKill e) {
                reported = true;
            }
            boolean exists = memory.keys().contains(MANIFEST);
            if (exists) {
                assertThat(new StoredVerifier(fixture.decoders(), fixture.reading(), StoredVerifier.Proof.NONE)
                                .verify(named("a", memory), ID, VerificationLevel.DECODED))
                        .as("fault at operation %d of %s", n, faults.log())
                        .isEmpty();
            } else {
                assertThat(reported)
                        .as("fault at operation %d of %s", n, faults.log())
                        .isTrue();
                if (cleans) {
                    assertThat(memory.keys())
                            .as("fault at operation %d of %s", n, faults.log())
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void a_commit_of_the_manifest_that_worked_but_was_reported_as_failed_is_a_backup() throws Exception {
        InMemoryStore memory = new InMemoryStore("m");
        StoreFaults faults = new StoreFaults().failAfter("commit .*manifest");
        fixture.backup(Fixture::sample, named("a", new FaultyStore(memory, faults)));
        assertThat(memory.keys()).contains(MANIFEST);
        faults.assertAllHappened();
    }

    @Test
    void somebody_elses_backup_of_the_same_id_is_neither_taken_for_ours_nor_harmed() throws Exception {
        InMemoryStore memory = new InMemoryStore("m");
        BackupManifest first = fixture.backup(Fixture::sample, named("a", memory));
        var before = memory.copy();
        fixture.uid = "u-2";
        assertThatThrownBy(() -> fixture.backup(Fixture::sample, named("a", memory)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo("HF-STO-003"));
        assertThat(memory.copy().keySet()).isEqualTo(before.keySet());
        before.forEach((key, bytes) -> assertThat(memory.bytes(key)).isEqualTo(bytes));
        assertThat(first.uid()).isEqualTo("u-1");
    }

    @Test
    void artifacts_stay_where_the_manifest_might_be() throws Exception {
        InMemoryStore memory = new InMemoryStore("m");
        // The commit worked, its answer was lost, nobody can look, and the manifest cannot be removed.
        StoreFaults faults = new StoreFaults()
                .failAfter("commit .*manifest")
                .fail("stat .*manifest")
                .fail("delete .*manifest");
        assertThatThrownBy(() -> fixture.backup(Fixture::sample, named("a", new FaultyStore(memory, faults))))
                .isInstanceOf(StoreException.class);
        assertThat(new StoredVerifier(fixture.decoders(), fixture.reading(), StoredVerifier.Proof.NONE)
                        .verify(named("a", memory), ID, VerificationLevel.STORED))
                .isEmpty();
        faults.assertAllHappened();
    }

    @Test
    void a_store_that_has_another_size_than_it_was_given_drops_out() throws Exception {
        InMemoryStore memory = new InMemoryStore("m");
        assertThatThrownBy(() -> fixture.backup(
                        Fixture::sample, named("a", new dev.holdfast.backup.internal.fixture.LossyStore(memory))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo("HF-STO-052"));
        assertThat(memory.keys()).isEmpty();
    }

    @Test
    void a_manifest_without_its_artifacts_is_refused() {
        CommitProtocol protocol = new CommitProtocol(named("a", new InMemoryStore("m")), ID);
        BackupManifest manifest = new BackupManifest(
                1,
                "u",
                ID,
                "r",
                "j",
                Fixture.TARGET,
                dev.holdfast.backup.RunState.SUCCEEDED,
                Fixture.START,
                Fixture.START,
                null,
                List.of(),
                java.util.Map.of(),
                List.of(),
                java.util.Map.of(),
                "1");
        assertThatThrownBy(() -> protocol.commitManifest(manifest, new byte[1]))
                .isInstanceOf(IllegalStateException.class);
    }
}
