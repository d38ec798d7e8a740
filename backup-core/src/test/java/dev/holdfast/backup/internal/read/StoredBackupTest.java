package dev.holdfast.backup.internal.read;

import static dev.holdfast.backup.internal.fixture.Fixture.ID;
import static dev.holdfast.backup.internal.fixture.Fixture.bytes;
import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.codec.NoCompressor;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.internal.fixture.Zstd;
import dev.holdfast.backup.internal.pipeline.PipelineListener;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.MemoryArchiver;
import dev.holdfast.backup.testkit.StoreFaults;
import dev.holdfast.backup.testkit.ToyOpener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoredBackupTest {

    private static final String DIRECTORY = "orders/" + ID + "/";

    private final InMemoryStore memory = new InMemoryStore("m");
    private final Fixture fixture = new Fixture();

    @AfterEach
    void nothing_is_open() {
        memory.assertNothingOpen();
    }

    private static void damaged(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IntegrityException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void readAll(BackupManifest manifest) throws IOException {
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest)) {
            for (Artifact artifact : manifest.artifacts()) {
                try (InputStream in = backup.open(artifact)) {
                    in.readAllBytes();
                }
            }
            readArchive(backup);
        }
    }

    private static List<String> readArchive(StoredBackup backup) throws IOException {
        List<String> names = new ArrayList<>();
        try (ArchiveReader archive = backup.archive("")) {
            for (Optional<ArchiveEntry> entry = archive.next(); entry.isPresent(); entry = archive.next()) {
                names.add(entry.get().name().value());
                if (entry.get().kind().hasContent()) {
                    archive.content().readAllBytes();
                }
            }
            assertThat(archive.next()).as("the end stays the end").isEmpty();
        }
        return names;
    }

    @Test
    void a_flipped_or_cut_object_never_ends_cleanly() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (boolean sealed : new boolean[] {false, true}) {
            for (boolean compressed : new boolean[] {false, true}) {
                Fixture one = sealed ? new Fixture().sealed() : new Fixture();
                one.compressor = compressed ? new Zstd() : new NoCompressor();
                InMemoryStore store = new InMemoryStore("m");
                BackupManifest manifest = one.backup(Fixture::sample, named("a", store));
                for (Artifact artifact : manifest.artifacts()) {
                    String key = DIRECTORY + artifact.name();
                    byte[] sound = store.bytes(key);
                    for (int i = 0; i < 30; i++) {
                        byte[] bad = sound.clone();
                        if (i % 3 == 0) {
                            bad = Arrays.copyOf(bad, random.nextInt(bad.length));
                        } else if (i % 3 == 1) {
                            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
                        } else {
                            bad = Arrays.copyOf(bad, bad.length + 1 + random.nextInt(3));
                        }
                        store.put(key, bad);
                        try (StoredBackup backup = one.reader(named("a", store), manifest);
                                InputStream in = backup.open(artifact)) {
                            byte[] buffer = new byte[1 + random.nextInt(100_000)];
                            while (in.read(buffer) >= 0) {}
                            throw new AssertionError("seed " + seed + ": a clean end of damaged " + key);
                        } catch (IntegrityException expected) {
                            assertThat(expected).hasMessageContaining(artifact.name());
                        } catch (BackupException e) {
                            throw new AssertionError("seed " + seed + ": " + e, e);
                        }
                    }
                    store.put(key, sound);
                }
                store.assertNothingOpen();
            }
        }
    }

    @Test
    void who_reads_on_after_damage_is_told_again() throws Exception {
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        memory.truncate(DIRECTORY + ID + ".dump.zst", 1000);
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest);
                InputStream in = backup.artifact("dump")) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IntegrityException.class);
            assertThatThrownBy(in::read).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void a_missing_object_is_damage_and_a_store_that_fails_is_not() throws Exception {
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        StoreFaults faults = new StoreFaults().fail("read .*dump");
        try (StoredBackup backup = fixture.reader(named("a", new FaultyStore(memory, faults)), manifest);
                InputStream in = backup.artifact("dump")) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(StoreException.class);
        }
        faults.assertAllHappened();
        memory.delete(new dev.holdfast.backup.ObjectKey(DIRECTORY + ID + ".dump.zst"));
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest)) {
            damaged("HF-CAT-014", () -> backup.artifact("dump"));
        }
    }

    @Test
    void a_bomb_is_found_when_it_gives_the_first_byte_too_many() throws Exception {
        byte[] zeros = new byte[50_000_000];
        BackupManifest manifest = fixture.backup(sink -> Fixture.dump(sink, "dump", zeros), named("a", memory));
        Artifact real = manifest.artifact("dump").orElseThrow();
        Artifact claims = new Artifact(
                real.name(),
                real.suffix(),
                real.role(),
                real.bytes(),
                real.sha256(),
                1000,
                real.originalDigest(),
                real.encodings(),
                null,
                real.entries(),
                0);
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest);
                InputStream in = backup.open(claims)) {
            long[] read = new long[1];
            damaged("HF-CAT-010", () -> {
                byte[] buffer = new byte[4096];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    read[0] += n;
                }
            });
            assertThat(read[0]).isLessThanOrEqualTo(1000);
        }
    }

    @Test
    void an_entry_with_other_content_is_named() throws Exception {
        fixture.compressor = new NoCompressor();
        byte[] marked = "this is the content of the second file".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        BackupManifest manifest = fixture.backup(
                sink -> {
                    try (ArchiveWriter archive = sink.archive("")) {
                        archive.add(
                                ArchiveEntry.file("one", 3, Fixture.START),
                                () -> new ByteArrayInputStream(new byte[3]));
                        archive.add(
                                ArchiveEntry.file("two", marked.length, Fixture.START),
                                () -> new ByteArrayInputStream(marked));
                        archive.add(
                                ArchiveEntry.file("three", 3, Fixture.START),
                                () -> new ByteArrayInputStream(new byte[3]));
                        archive.finish();
                    }
                },
                named("a", memory));
        String key = DIRECTORY + ID + ".memory";
        String stored = new String(memory.bytes(key), java.nio.charset.StandardCharsets.ISO_8859_1);
        memory.flipBit(key, stored.indexOf("second file") * 8L);
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest);
                ArchiveReader archive = backup.archive("")) {
            archive.next();
            archive.content().readAllBytes();
            archive.next();
            assertThatThrownBy(() -> archive.content().readAllBytes())
                    .isInstanceOfSatisfying(IntegrityException.class, e -> {
                        assertThat(e.code()).isEqualTo("HF-CAT-011");
                        assertThat(e.context()).containsEntry("entry", "two");
                        assertThat(e).hasMessageContaining("two").hasMessageContaining(ID + ".memory");
                    });
            // Salvage goes on behind it; the end is not clean.
            assertThat(archive.next().orElseThrow().name().value()).isEqualTo("three");
            assertThat(archive.content().readAllBytes()).hasSize(3);
            damaged("HF-CAT-007", archive::next);
        }
    }

    @Test
    void an_index_of_another_archive_is_found() throws Exception {
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        InMemoryStore other = new InMemoryStore("o");
        BackupManifest second = fixture.backup(
                sink -> {
                    try (ArchiveWriter archive = sink.archive("")) {
                        archive.add(
                                ArchiveEntry.file("x", 3, Fixture.START), () -> new ByteArrayInputStream(new byte[3]));
                        archive.finish();
                    }
                },
                named("a", other));
        // Both index and its record in the manifest are exchanged, so that no digest tells.
        memory.put(DIRECTORY + "entries.zst", other.bytes(DIRECTORY + "entries.zst"));
        List<Artifact> artifacts = new ArrayList<>(manifest.artifacts());
        artifacts.replaceAll(artifact -> artifact.name().equals("entries.zst")
                ? second.artifacts().stream()
                        .filter(index -> index.name().equals("entries.zst"))
                        .findFirst()
                        .orElseThrow()
                : artifact);
        BackupManifest mixed = new BackupManifest(
                1,
                "u",
                ID,
                "r",
                "j",
                Fixture.TARGET,
                manifest.state(),
                Fixture.START,
                Fixture.START,
                null,
                artifacts,
                java.util.Map.of(),
                List.of(),
                java.util.Map.of(),
                "1");
        try (StoredBackup backup = fixture.reader(named("a", memory), mixed)) {
            damaged("HF-CAT-012", () -> readArchive(backup));
        }
    }

    @Test
    void a_format_that_needs_a_file_reads_from_scratch_and_leaves_nothing_there() throws Exception {
        List<Path> made = new ArrayList<>();
        fixture.archiver = new FromFile(made);
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest)) {
            assertThat(readArchive(backup)).hasSize(21);
        }
        assertThat(made).hasSize(1).noneMatch(Files::exists);
    }

    @Test
    void a_file_that_a_tool_needs_is_whole_and_goes_with_the_reader() throws Exception {
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        Path file;
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest)) {
            file = backup.materialize("dump");
            assertThat(file).hasBinaryContent(bytes(1, 700_000));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void a_file_is_not_begun_where_it_has_no_room() throws Exception {
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        ReadContext full = new ReadContext(
                Runnable::run,
                fixture.cancellation,
                bytes -> {
                    throw new RefusedException(Failure.of("HF-RUN-010", "needs " + bytes));
                },
                PipelineListener.NONE);
        try (StoredBackup backup = new StoredBackup(named("a", memory), manifest, fixture.decoders(), full)) {
            assertThatThrownBy(() -> backup.materialize("dump"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("needs 700000");
        }
    }

    @Test
    void what_the_backup_does_not_have_is_said_by_name() throws Exception {
        BackupManifest manifest = fixture.backup(sink -> Fixture.dump(sink, "dump", new byte[1]), named("a", memory));
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest)) {
            damaged("HF-CAT-006", () -> backup.artifact("tar"));
            damaged("HF-CAT-006", () -> backup.artifact("RESTORE.md"));
            damaged("HF-CAT-006", () -> backup.archive("dump"));
            damaged("HF-CAT-006", () -> backup.archive(""));
            damaged("HF-CAT-006", () -> backup.materialize("nothing"));
        }
    }

    @Test
    void a_sealed_backup_does_not_open_with_another_key() throws Exception {
        BackupManifest manifest = fixture.sealed().backup(Fixture::sample, named("a", memory));
        Decoders wrong = new Decoders(
                encoding -> new Zstd(), format -> fixture.archiver, encoding -> new ToyOpener(Secret.of("wrong")));
        try (StoredBackup backup = new StoredBackup(named("a", memory), manifest, wrong, fixture.reading())) {
            assertThatThrownBy(() -> backup.artifact("dump")).isInstanceOf(ConfigurationException.class);
        }
    }

    @Test
    void the_highest_wrapped_keys_count() throws Exception {
        BackupManifest manifest = fixture.sealed().backup(Fixture::sample, named("a", memory));
        byte[] keys = memory.bytes(DIRECTORY + "keys-1.json");
        memory.put(DIRECTORY + "keys-1.json", new byte[] {1});
        memory.put(DIRECTORY + "keys-10.json", keys);
        memory.put(DIRECTORY + "keys-9.json", new byte[] {2});
        readAll(manifest);
    }

    @Test
    void reading_ends_when_it_is_cancelled() throws Exception {
        BackupManifest manifest = fixture.backup(Fixture::sample, named("a", memory));
        try (StoredBackup backup = fixture.reader(named("a", memory), manifest);
                InputStream in = backup.artifact("dump")) {
            assertThat(in.read()).isNotNegative();
            fixture.cancellation.cancel(Failure.of("HF-RUN-001", "cancelled by the test"));
            assertThatThrownBy(in::readAllBytes).isInstanceOf(dev.holdfast.backup.CancelledException.class);
        }
    }

    /** A format that reads from a file, as zip does. */
    private static final class FromFile implements Archiver {

        private final MemoryArchiver archiver = new MemoryArchiver();
        private final List<Path> made;

        FromFile(List<Path> made) {
            this.made = made;
        }

        @Override
        public String format() {
            return archiver.format();
        }

        @Override
        public Set<EntryKind> kinds() {
            return archiver.kinds();
        }

        @Override
        public ArchiveWriter create(ArchiveOutput out) throws IOException {
            return archiver.create(out);
        }

        @Override
        public ArchiveReader open(ArchiveInput in) throws IOException {
            Path file = in.file();
            made.add(file);
            return archiver.open(new ArchiveInput() {
                @Override
                public InputStream stream() throws IOException {
                    return Files.newInputStream(file);
                }

                @Override
                public Path file() {
                    return file;
                }
            });
        }
    }
}
