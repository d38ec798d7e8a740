package dev.holdfast.backup.internal.pipeline;

import static dev.holdfast.backup.internal.fixture.Fixture.ID;
import static dev.holdfast.backup.internal.fixture.Fixture.bytes;
import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.internal.format.ManifestJson;
import dev.holdfast.backup.internal.read.StoredBackup;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.testkit.InMemoryStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackupWriterTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Fixture fixture = new Fixture();
    private final InMemoryStore memory = new InMemoryStore("one");

    @AfterEach
    void shutDown() {
        threads.shutdownNow();
    }

    @Test
    void what_a_target_writes_is_read_back_from_every_store() throws Exception {
        fixture.executor = threads;
        InMemoryStore other = new InMemoryStore("two");
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory), named("b", other));

        assertThat(memory.keys()).isEqualTo(other.keys());
        assertThat(memory.keys())
                .containsExactlyInAnyOrder(
                        "orders/orders_20261120_021500/RESTORE.md",
                        "orders/orders_20261120_021500/SHA256SUMS",
                        "orders/orders_20261120_021500/entries.zst",
                        "orders/orders_20261120_021500/manifest.json",
                        "orders/orders_20261120_021500/orders_20261120_021500.dump.zst",
                        "orders/orders_20261120_021500/orders_20261120_021500.record.zst",
                        "orders/orders_20261120_021500/orders_20261120_021500.rows.json.zst");
        for (InMemoryStore store : new InMemoryStore[] {memory, other}) {
            assertThat(ManifestJson.read(store.bytes("orders/" + ID + "/manifest.json"), "x"))
                    .isEqualTo(manifest);
            readBack(store, manifest);
            store.assertNothingOpen();
        }
    }

    @Test
    void an_executor_that_runs_tasks_in_its_caller_does_not_hang_a_backup() throws Exception {
        fixture.executor = Runnable::run;
        readBack(memory, fixture.backup(Fixture::sample, named("a", memory)));
    }

    @Test
    void an_executor_that_never_runs_a_task_does_not_hang_a_backup() throws Exception {
        fixture.executor = task -> {};
        readBack(memory, fixture.backup(Fixture::sample, named("a", memory)));
    }

    @Test
    void a_sealed_backup_is_read_back_and_its_index_is_sealed_too() throws Exception {
        fixture.executor = threads;
        fixture.sealer = new dev.holdfast.backup.internal.fixture.XorSealer();
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        assertThat(manifest.artifacts()).extracting(Artifact::name).contains("entries.zst.xor", ID + ".dump.zst.xor");
        readBack(memory, manifest);
    }

    private void readBack(InMemoryStore store, BackupManifest manifest) throws IOException {
        try (StoredBackup reader = fixture.reader(named("a", store), manifest)) {
            try (InputStream in = reader.artifact("dump")) {
                assertThat(in.readAllBytes()).isEqualTo(bytes(1, 700_000));
            }
            int files = 0;
            try (ArchiveReader archive = reader.archive("")) {
                for (Optional<ArchiveEntry> entry = archive.next(); entry.isPresent(); entry = archive.next()) {
                    if (entry.get().kind().hasContent()) {
                        assertThat(archive.content().readAllBytes()).isEqualTo(bytes(files, files * 100));
                        files++;
                    }
                }
            }
            assertThat(files).isEqualTo(20);
        }
    }
}
