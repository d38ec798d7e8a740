package dev.holdfast.backup.internal.read;

import static dev.holdfast.backup.internal.fixture.Fixture.ID;
import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.internal.pipeline.BackupWriter;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.StoreFaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class StoredVerifierTest {

    private static final String DIRECTORY = "orders/" + ID + "/";

    private final InMemoryStore memory = new InMemoryStore("m");
    private final Fixture fixture = new Fixture().sealed();

    private List<Problem> verify(VerificationLevel level, StoredVerifier.Proof proof) throws Exception {
        return new StoredVerifier(fixture.decoders(), fixture.reading(), proof).verify(named("a", memory), ID, level);
    }

    private List<Problem> verify(VerificationLevel level) throws Exception {
        return verify(level, StoredVerifier.Proof.NONE);
    }

    @Test
    void a_backup_that_was_just_made_is_good_at_every_level() throws Exception {
        fixture.backup(Fixture::sample, named("a", memory));
        for (VerificationLevel level : VerificationLevel.values()) {
            assertThat(verify(level)).isEmpty();
        }
        memory.assertNothingOpen();
    }

    @Test
    void every_one_of_a_thousand_flipped_bits_is_found() throws Exception {
        fixture.backup(Fixture::sample, named("a", memory));
        SortedMap<String, byte[]> sound = memory.copy();
        List<String> keys = new ArrayList<>();
        sound.forEach((key, bytes) -> {
            if (bytes.length > 0) {
                keys.add(key);
            }
        });
        assertThat(keys).hasSize(8).contains(DIRECTORY + "keys-1.json", DIRECTORY + "SHA256SUMS");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            String key = keys.get(i % keys.size());
            long bit = random.nextInt(sound.get(key).length * 8);
            memory.flipBit(key, bit);
            assertThat(verify(VerificationLevel.STORED))
                    .as("seed %d: bit %d of %s", seed, bit, key)
                    .isNotEmpty();
            memory.put(key, sound.get(key));
        }
        assertThat(verify(VerificationLevel.STORED)).isEmpty();
    }

    @Test
    void every_object_that_is_missing_or_cut_or_too_long_is_found_at_every_level() throws Exception {
        fixture.backup(Fixture::sample, named("a", memory));
        SortedMap<String, byte[]> sound = memory.copy();
        for (VerificationLevel level : List.of(VerificationLevel.STORED, VerificationLevel.DECODED)) {
            for (String key : sound.keySet()) {
                byte[] bytes = sound.get(key);
                memory.delete(new ObjectKey(key));
                assertThat(verify(level)).as("missing %s", key).isNotEmpty();
                memory.put(key, java.util.Arrays.copyOf(bytes, bytes.length + 1));
                assertThat(verify(level)).as("longer %s", key).isNotEmpty();
                if (bytes.length > 0) {
                    memory.put(key, java.util.Arrays.copyOf(bytes, bytes.length - 1));
                    assertThat(verify(level)).as("shorter %s", key).isNotEmpty();
                }
                memory.put(key, bytes);
            }
            assertThat(verify(level)).isEmpty();
        }
    }

    @Test
    void an_object_too_many_is_found() throws Exception {
        fixture.backup(Fixture::sample, named("a", memory));
        for (String extra : List.of("extra.zst", "keys-2.json", "keys-x.json", "notes/what", "sub/manifest.json")) {
            memory.put(DIRECTORY + extra, new byte[] {1});
            assertThat(verify(VerificationLevel.STORED))
                    .as(extra)
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains(extra));
            memory.delete(new ObjectKey(DIRECTORY + extra));
        }
    }

    @Test
    void all_that_is_wrong_is_listed_not_the_first_alone() throws Exception {
        fixture.backup(Fixture::sample, named("a", memory));
        memory.flipBit(DIRECTORY + "RESTORE.md", 9);
        memory.flipBit(DIRECTORY + ID + ".dump.zst.toy", 99);
        memory.put(DIRECTORY + "extra", new byte[0]);
        assertThat(verify(VerificationLevel.STORED))
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("HF-CAT-015", "HF-CAT-007", "HF-CAT-007");
    }

    @Test
    void a_manifest_in_the_folder_of_another_backup_is_found() throws Exception {
        fixture.backup(Fixture::sample, named("a", memory));
        for (String key : memory.copy().keySet()) {
            memory.put(key.replace("_021500/", "_021501/"), memory.bytes(key));
        }
        var other = new dev.holdfast.backup.BackupId("orders_20261120_021501");
        assertThat(new StoredVerifier(fixture.decoders(), fixture.reading(), StoredVerifier.Proof.NONE)
                        .verify(named("a", memory), other, VerificationLevel.STORED))
                .extracting(Problem::code)
                .containsExactly("HF-CAT-018");
    }

    @Test
    void a_backup_is_proven_before_its_commit() throws Exception {
        try (BackupWriter writer = fixture.writer(named("a", memory))) {
            Fixture.sample(writer.sink());
            BackupManifest manifest = writer.prepare(fixture.draft());
            StoredVerifier verifier =
                    new StoredVerifier(fixture.decoders(), fixture.reading(), StoredVerifier.Proof.NONE);
            assertThat(verifier.verifyPrepared(named("a", memory), manifest, VerificationLevel.DECODED))
                    .isEmpty();
            memory.flipBit(DIRECTORY + "SHA256SUMS", 3);
            assertThat(verifier.verifyPrepared(named("a", memory), manifest, VerificationLevel.STORED))
                    .extracting(Problem::code)
                    .containsExactly("HF-CAT-013");
        }
    }

    @Test
    void the_targets_own_proof_follows_the_decoding_and_counts() throws Exception {
        fixture.backup(Fixture::sample, named("a", memory));
        List<String> asked = new ArrayList<>();
        StoredVerifier.Proof bad = backup -> {
            asked.add(backup.manifest().id().value());
            throw new IntegrityException(Failure.of("HF-PG-099", "the table of contents does not parse"));
        };
        assertThat(verify(VerificationLevel.DECODED, bad))
                .extracting(Problem::code)
                .containsExactly("HF-PG-099");
        assertThat(verify(VerificationLevel.STORED, bad)).isEmpty();
        memory.flipBit(DIRECTORY + "RESTORE.md", 9);
        verify(VerificationLevel.DECODED, bad);
        assertThat(asked).as("what cannot be read is not proven further").hasSize(1);
    }

    @Test
    void a_store_that_cannot_be_read_says_nothing_about_the_backup() throws Exception {
        fixture.backup(Fixture::sample, named("a", memory));
        StoreFaults count = new StoreFaults();
        new StoredVerifier(fixture.decoders(), fixture.reading(), StoredVerifier.Proof.NONE)
                .verify(named("a", new FaultyStore(memory, count)), ID, VerificationLevel.STORED);
        for (int n = 1; n <= count.count(); n++) {
            StoreFaults faults = new StoreFaults().fail(n);
            assertThatThrownBy(() -> new StoredVerifier(
                                    fixture.decoders(), fixture.reading(), StoredVerifier.Proof.NONE)
                            .verify(named("a", new FaultyStore(memory, faults)), ID, VerificationLevel.STORED))
                    .as("fault at operation %d of %s", n, faults.log())
                    .isInstanceOf(StoreException.class);
        }
        memory.assertNothingOpen();
    }
}
