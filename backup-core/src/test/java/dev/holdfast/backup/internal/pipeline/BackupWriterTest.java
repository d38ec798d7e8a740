package dev.holdfast.backup.internal.pipeline;

import static dev.holdfast.backup.internal.fixture.Fixture.ID;
import static dev.holdfast.backup.internal.fixture.Fixture.bytes;
import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.codec.NoCompressor;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.internal.fixture.HangingStore;
import dev.holdfast.backup.internal.format.ManifestJson;
import dev.holdfast.backup.internal.read.StoredBackup;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.store.NamedStore;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
                        "orders/orders_20261120_021500/orders_20261120_021500.memory.zst",
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
        fixture.sealed();
        String suffix = Objects.requireNonNull(fixture.sealer).suffix();
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        assertThat(manifest.artifacts())
                .extracting(Artifact::name)
                .contains("entries.zst." + suffix, ID + ".dump.zst." + suffix);
        readBack(memory, manifest);
    }

    @Test
    void a_store_that_fails_drops_out_and_the_others_go_on() throws Exception {
        fixture.executor = threads;
        InMemoryStore bad = new InMemoryStore("two");
        StoreFaults faults = new StoreFaults().loseStore("write .*memory");
        List<String> dropped = new ArrayList<>();
        fixture.listener = new PipelineListener() {
            @Override
            public synchronized void dropped(String store, StoreException why) {
                dropped.add(store);
            }
        };
        try (BackupWriter writer = fixture.writer(named("a", memory), named("b", new FaultyStore(bad, faults)))) {
            Fixture.sample(writer.sink());
            BackupManifest manifest = writer.prepare(fixture.draft());
            assertThat(writer.remaining()).extracting(NamedStore::name).containsExactly("a");
            assertThat(writer.dropped()).containsOnlyKeys("b");
            assertThat(dropped).containsExactly("b");
            assertThat(writer.commit()).containsExactly("a");
            readBack(memory, manifest);
        }
        assertThat(bad.keys()).noneMatch(key -> key.endsWith("manifest.json"));
        faults.assertAllHappened();
    }

    @Test
    void what_a_store_got_before_it_failed_is_removed_from_it() throws Exception {
        fixture.executor = threads;
        InMemoryStore bad = new InMemoryStore("two");
        StoreFaults faults = new StoreFaults().fail("write .*rows");
        fixture.backup(Fixture::sample, named("a", memory), named("b", new FaultyStore(bad, faults)));
        assertThat(bad.keys()).isEmpty();
        assertThat(memory.keys()).hasSize(7);
        bad.assertNothingOpen();
        faults.assertAllHappened();
    }

    @Test
    void when_no_store_is_left_the_targets_stream_throws_the_first_stores_failure() {
        fixture.executor = threads;
        memory.capacity(300_000);
        try (BackupWriter writer = fixture.writer(named("a", memory))) {
            assertThatThrownBy(() -> Fixture.dump(writer.sink(), "dump", bytes(1, 20_000_000)))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo("HF-STO-010"));
            assertThatThrownBy(() -> writer.prepare(fixture.draft())).isInstanceOf(BackupException.class);
        }
        assertThat(memory.keys()).isEmpty();
        memory.assertNothingOpen();
    }

    @Test
    void a_failed_stream_is_closed_without_another_failure() throws Exception {
        fixture.executor = threads;
        memory.capacity(300_000);
        try (BackupWriter writer = fixture.writer(named("a", memory))) {
            OutputStream out = writer.sink().artifact("dump");
            assertThatThrownBy(() -> out.write(bytes(1, 20_000_000))).isInstanceOf(StoreException.class);
            out.close();
            assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void nothing_is_left_of_a_backup_that_is_not_committed() throws Exception {
        fixture.executor = threads;
        try (BackupWriter writer = fixture.sealed().writer(named("a", memory))) {
            Fixture.sample(writer.sink());
            writer.prepare(fixture.draft());
            assertThat(memory.keys()).isNotEmpty();
        }
        assertThat(memory.keys()).isEmpty();
        memory.assertNothingOpen();
    }

    @Test
    void nothing_is_left_of_a_capture_that_ends_with_streams_open() throws Exception {
        fixture.executor = threads;
        BackupWriter writer = fixture.writer(named("a", memory));
        ArchiveWriter archive = writer.sink().archive("");
        archive.add(ArchiveEntry.file("x", 3, Fixture.START), () -> new ByteArrayInputStream(new byte[3]));
        writer.close();
        writer.close();
        assertThat(memory.keys()).isEmpty();
        memory.assertNothingOpen();
    }

    @Test
    void a_capture_is_cancelled_while_a_store_hangs() throws Exception {
        fixture.executor = threads;
        HangingStore hanging = new HangingStore(memory);
        try (BackupWriter writer = fixture.writer(named("a", hanging))) {
            Future<?> capture = threads.submit(() -> {
                Fixture.dump(writer.sink(), "dump", bytes(1, 20_000_000));
                return null;
            });
            hanging.awaitHang();
            fixture.cancellation.cancel(Failure.of("HF-RUN-001", "cancelled by the test"));
            assertThatThrownBy(() -> capture.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(CancelledException.class);
        }
        assertThat(memory.keys()).isEmpty();
        memory.assertNothingOpen();
    }

    @Test
    void a_slow_store_holds_the_capture_back_instead_of_filling_the_memory() throws Exception {
        fixture.executor = threads;
        fixture.compressor = new NoCompressor();
        LongAdder passed = new LongAdder();
        fixture.listener = new PipelineListener() {
            @Override
            public void bytes(long original) {
                passed.add(original);
            }
        };
        HangingStore hanging = new HangingStore(memory);
        try (BackupWriter writer = fixture.writer(named("a", hanging))) {
            Future<?> capture = threads.submit(() -> {
                try (OutputStream out = writer.sink().artifact("dump")) {
                    byte[] chunk = new byte[BufferPool.CHUNK];
                    for (int i = 0; i < 1000; i++) {
                        out.write(chunk);
                    }
                }
                return null;
            });
            hanging.awaitHang();
            // Until every buffer is taken; then the capture waits.
            while (passed.sum() < 15L * BufferPool.CHUNK) {
                Thread.onSpinWait();
            }
            fixture.cancellation.cancel(Failure.of("HF-RUN-001", "cancelled by the test"));
            assertThatThrownBy(() -> capture.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(CancelledException.class);
            assertThat(passed.sum()).isLessThanOrEqualTo(17L * BufferPool.CHUNK);
        }
    }

    @Test
    void bytes_one_by_one_are_the_same_as_bytes_at_once() throws Exception {
        byte[] content = bytes(3, 100_000);
        BackupManifest manifest = fixture.backup(
                sink -> {
                    try (OutputStream out = sink.artifact("single")) {
                        for (byte b : content) {
                            out.write(b);
                        }
                    }
                    Fixture.dump(sink, "whole", content);
                    Fixture.dump(sink, "empty", new byte[0]);
                },
                named("a", memory));
        Artifact single = manifest.artifact("single").orElseThrow();
        Artifact whole = manifest.artifact("whole").orElseThrow();
        Artifact empty = manifest.artifact("empty").orElseThrow();
        assertThat(single.originalBytes()).isEqualTo(100_000);
        assertThat(single.originalDigest()).isEqualTo(whole.originalDigest());
        assertThat(empty.originalBytes()).isZero();
        try (StoredBackup reader = fixture.reader(named("a", memory), manifest)) {
            assertThat(reader.artifact("single").readAllBytes()).isEqualTo(content);
            assertThat(reader.artifact("empty").readAllBytes()).isEmpty();
        }
    }

    @Test
    void several_archives_each_have_an_index() throws Exception {
        BackupManifest manifest = fixture.backup(
                sink -> {
                    for (String suffix : new String[] {"one", "two"}) {
                        try (ArchiveWriter archive = sink.archive(suffix)) {
                            archive.add(
                                    ArchiveEntry.file(suffix, 3, Fixture.START),
                                    () -> new ByteArrayInputStream(new byte[3]));
                            archive.finish();
                        }
                    }
                },
                named("a", memory));
        assertThat(manifest.artifacts())
                .extracting(Artifact::name)
                .containsExactlyInAnyOrder(
                        ID + ".one.memory.zst", "entries.zst", ID + ".two.memory.zst", "entries-two.zst", "RESTORE.md");
        assertThat(manifest.entries()).isEqualTo(2);
        try (StoredBackup reader = fixture.reader(named("a", memory), manifest)) {
            for (String suffix : new String[] {"one", "two"}) {
                try (ArchiveReader archive = reader.archive(suffix)) {
                    assertThat(archive.next().orElseThrow().name().value()).isEqualTo(suffix);
                    assertThat(archive.next()).isEmpty();
                }
            }
            assertThatThrownBy(() -> reader.archive(""))
                    .isInstanceOfSatisfying(
                            IntegrityException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-006"));
        }
    }

    @Test
    void the_manifest_lists_the_first_hundred_problems_and_counts_the_rest() throws Exception {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            problems.add(new Problem(Severity.WARNING, "HF-FIL-001", "file " + i + " vanished", ""));
        }
        fixture.problems = problems;
        fixture.state = RunState.DEGRADED;
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        assertThat(manifest.problems()).hasSize(100);
        assertThat(manifest.problems().get(99).message()).isEqualTo("901 more problems are not listed in the manifest");
        assertThat(memory.bytes("orders/" + ID + "/manifest.json")).hasSizeLessThan(64 * 1024);
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
