package dev.holdfast.backup.internal.catalog;

import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.catalog.Verification;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.internal.format.ManifestJson;
import dev.holdfast.backup.internal.format.StoreMarker;
import dev.holdfast.backup.internal.format.Tombstone;
import dev.holdfast.backup.internal.pipeline.BackupWriter;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.StoreFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCatalogTest {

    private static final BackupId ORDERS_1 = new BackupId("orders_20261120_021500");
    private static final BackupId ORDERS_2 = new BackupId("orders_20261121_021500");
    private static final BackupId ORDERS_NAMED = new BackupId("orders_before-migration");
    private static final BackupId OTHER = new BackupId("orders-old_20261119_021500");

    @TempDir
    Path state;

    private final InMemoryStore memory = new InMemoryStore("m");
    private final StoreFaults log = new StoreFaults();
    private final FaultyStore store = new FaultyStore(memory, log);
    private final Fixture fixture = new Fixture();

    @BeforeEach
    void makeBackups() throws IOException {
        StoreMarker.readOrCreate(memory, "11111111-2222");
        make(ORDERS_1, Fixture.START);
        make(ORDERS_NAMED, Fixture.START.plus(Duration.ofHours(5)));
        make(ORDERS_2, Fixture.START.plus(Duration.ofDays(1)));
        make(OTHER, Fixture.START.minus(Duration.ofDays(1)));
    }

    @AfterEach
    void nothing_is_open() {
        memory.assertNothingOpen();
    }

    private BackupManifest make(BackupId id, Instant start) throws IOException {
        try (BackupWriter writer = fixture.writer(id, named("a", memory))) {
            Fixture.dump(writer.sink(), "dump", Fixture.bytes(1, 100));
            BackupManifest manifest = writer.prepare(fixture.draft(new TargetId("sample", id.target()), start));
            writer.commit();
            return manifest;
        }
    }

    private StoreCatalog catalog() {
        return new StoreCatalog(named("a", store), state);
    }

    private List<BackupId> ids(String target) throws IOException {
        return catalog().list(target).stream().map(CatalogEntry::id).toList();
    }

    private static String directory(BackupId id) {
        return BackupLayout.directory(id);
    }

    @Test
    void backups_are_listed_newest_first_by_their_start_whatever_their_names() throws Exception {
        assertThat(ids(null)).containsExactly(ORDERS_2, ORDERS_NAMED, ORDERS_1, OTHER);
        assertThat(ids("orders")).containsExactly(ORDERS_2, ORDERS_NAMED, ORDERS_1);
        assertThat(ids("orders-old")).containsExactly(OTHER);
        assertThat(ids("nothing")).isEmpty();
    }

    @Test
    void an_entry_says_what_the_manifest_says_also_from_the_cache() throws Exception {
        BackupManifest manifest = catalog().manifest(ORDERS_1).orElseThrow();
        List<CatalogEntry> cold = catalog().list(null);
        List<CatalogEntry> warm = catalog().list(null);
        assertThat(warm).isEqualTo(cold);
        assertThat(warm.get(2)).satisfies(entry -> {
            assertThat(entry.uid()).isEqualTo(manifest.uid());
            assertThat(entry.artifacts()).isEqualTo(manifest.artifacts());
            assertThat(entry.bytes()).isEqualTo(manifest.bytes());
            assertThat(entry.originalBytes()).isEqualTo(100);
            assertThat(entry.labels()).isEqualTo(manifest.labels());
            assertThat(entry.isDamaged()).isFalse();
            assertThat(entry.verification())
                    .isEqualTo(new Verification(VerificationLevel.STORED, manifest.finishedAt()));
        });
        assertThat(catalog().find(ORDERS_1)).contains(warm.get(2));
    }

    @Test
    void a_manifest_that_was_read_before_is_not_read_again() throws Exception {
        catalog().list(null);
        log.reset();
        catalog().list(null);
        assertThat(log.log()).noneMatch(line -> line.startsWith("open ") && line.endsWith("manifest.json"));
    }

    @Test
    void a_list_of_one_target_does_not_forget_the_others() throws Exception {
        catalog().list(null);
        catalog().list("orders-old");
        make(new BackupId("orders-old_x"), Fixture.START);
        catalog().list("orders-old");
        log.reset();
        catalog().list("orders");
        assertThat(log.log()).noneMatch(line -> line.startsWith("open ") && line.endsWith("manifest.json"));
    }

    @Test
    void what_the_cache_says_counts_only_while_the_store_says_the_same() throws Exception {
        catalog().list(null);
        catalog().delete(ORDERS_1);
        assertThat(ids("orders")).containsExactly(ORDERS_2, ORDERS_NAMED);
        fixture.uid = "another";
        make(ORDERS_1, Fixture.START.plusSeconds(5));
        assertThat(catalog().list("orders")).extracting(CatalogEntry::uid).contains("another");
    }

    @Test
    void a_damaged_or_lost_cache_costs_time_alone() throws Exception {
        List<CatalogEntry> sound = catalog().list(null);
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at += 7) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 1;
            Files.write(file, flipped);
            assertThat(catalog().list(null)).isEqualTo(sound);
            Files.write(file, java.util.Arrays.copyOf(bytes, at));
            assertThat(catalog().list(null)).isEqualTo(sound);
        }
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(catalog().list(null)).isEqualTo(sound);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(state)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }

    @Test
    void a_store_id_from_the_store_names_no_file_elsewhere() throws Exception {
        memory.delete(BackupLayout.MARKER);
        StoreMarker.readOrCreate(memory, "../../evil/x");
        catalog().list(null);
        assertThat(onlyFile().getFileName()).hasToString("______evil_x.catalog");
    }

    @Test
    void a_store_that_lists_objects_alone_has_the_same_catalog() throws Exception {
        catalog().pin(ORDERS_1, "why", Fixture.START);
        catalog().verified(ORDERS_2, VerificationLevel.DECODED, Fixture.START.plus(Duration.ofDays(9)));
        memory.put("stray/object", new byte[1]);
        memory.put("orders/no-id/manifest.json", new byte[1]);
        memory.put("orders/invoices_1/manifest.json", new byte[1]);
        StoreCatalog flat =
                new StoreCatalog(named("a", new dev.holdfast.backup.internal.fixture.LossyStore(memory)), null);
        assertThat(flat.list(null)).isEqualTo(catalog().list(null)).hasSize(4);
        assertThat(flat.list("orders")).isEqualTo(catalog().list("orders")).hasSize(3);
    }

    @Test
    void a_damaged_manifest_is_listed_as_damaged() throws Exception {
        memory.truncate(directory(ORDERS_1) + "manifest.json", 50);
        CatalogEntry entry = catalog().find(ORDERS_1).orElseThrow();
        assertThat(entry.isDamaged()).isTrue();
        assertThat(entry.state()).isEqualTo(RunState.FAILED);
        assertThat(entry.target()).isEqualTo(new TargetId("unknown", "orders"));
        assertThat(entry.verification()).isNull();
        assertThat(entry.copies().get(0).problem().code()).isEqualTo("HF-CAT-002");
        assertThat(ids("orders")).hasSize(3).contains(ORDERS_1);
        assertThatThrownBy(() -> catalog().manifest(ORDERS_1)).isInstanceOf(IntegrityException.class);
    }

    @Test
    void a_manifest_of_a_later_format_is_listed_with_the_advice_to_update() throws Exception {
        String key = directory(ORDERS_1) + "manifest.json";
        String later = new String(memory.bytes(key), StandardCharsets.UTF_8)
                .replace("\"formatVersion\" : 1", "\"formatVersion\" : 9");
        memory.put(key, later.getBytes(StandardCharsets.UTF_8));
        assertThat(catalog().find(ORDERS_1).orElseThrow().copies().get(0).problem())
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("HF-CAT-003");
                    assertThat(problem.hint()).contains("Update");
                });
    }

    @Test
    void a_manifest_in_another_backups_folder_is_listed_as_damaged() throws Exception {
        memory.put("orders/orders_copy/manifest.json", memory.bytes(directory(ORDERS_1) + "manifest.json"));
        assertThat(catalog()
                        .find(new BackupId("orders_copy"))
                        .orElseThrow()
                        .copies()
                        .get(0)
                        .problem()
                        .code())
                .isEqualTo("HF-CAT-018");
    }

    @Test
    void what_a_sweep_has_claimed_is_no_backup() throws Exception {
        memory.put("orders/orders_claimed/manifest.json", Tombstone.bytes());
        assertThat(catalog().find(new BackupId("orders_claimed"))).isEmpty();
        assertThat(catalog().manifest(new BackupId("orders_claimed"))).isEmpty();
        assertThat(ids("orders")).hasSize(3);
    }

    @Test
    void an_empty_manifest_is_listed_as_damaged_and_not_taken_for_what_a_sweep_has_claimed() throws Exception {
        memory.put("orders/orders_empty/manifest.json", new byte[0]);
        assertThat(catalog().find(new BackupId("orders_empty")).orElseThrow().isDamaged())
                .isTrue();
        assertThat(ids("orders")).hasSize(4);
    }

    @Test
    void objects_without_a_manifest_are_no_backup() throws Exception {
        memory.put("orders/orders_orphan/orders_orphan.dump.zst", new byte[9]);
        assertThat(ids("orders")).hasSize(3);
    }

    @Test
    void a_pin_lasts_until_it_is_taken_away() throws Exception {
        assertThat(catalog().find(ORDERS_1).orElseThrow().isPinned()).isFalse();
        catalog().pin(ORDERS_1, "before the migration", Fixture.START);
        catalog().pin(ORDERS_1, "before the migration", Fixture.START);
        catalog().pin(ORDERS_1, "größer", Fixture.START.plusSeconds(1));
        assertThat(catalog().find(ORDERS_1).orElseThrow().pinReason()).contains("größer");
        assertThat(catalog().list("orders").get(2).pinReason()).contains("größer");
        catalog().unpin(ORDERS_1);
        assertThat(catalog().find(ORDERS_1).orElseThrow().isPinned()).isFalse();
    }

    private Verification verification() throws IOException {
        return catalog().find(ORDERS_1).orElseThrow().verification();
    }

    @Test
    void the_highest_proof_counts_until_a_later_one_fails() throws Exception {
        Instant t = Fixture.START.plus(Duration.ofDays(1));
        catalog().verified(ORDERS_1, VerificationLevel.DECODED, t);
        catalog().verified(ORDERS_1, VerificationLevel.STORED, t.plusSeconds(1));
        assertThat(verification()).isEqualTo(new Verification(VerificationLevel.DECODED, t));
        catalog().failed(ORDERS_1, VerificationLevel.DECODED, t.plusSeconds(2));
        assertThat(verification()).isNull();
        catalog().verified(ORDERS_1, VerificationLevel.STORED, t.plusSeconds(3));
        assertThat(verification())
                .as("that the bytes are there does not make them decode")
                .isNull();
        catalog().verified(ORDERS_1, VerificationLevel.RESTORED, t.plusSeconds(4));
        assertThat(verification()).isEqualTo(new Verification(VerificationLevel.RESTORED, t.plusSeconds(4)));
    }

    @Test
    void a_copy_that_was_found_bad_is_not_good_until_it_is_proven_again() throws Exception {
        Instant t = Fixture.START.plus(Duration.ofDays(1));
        catalog().failed(ORDERS_1, VerificationLevel.STORED, t);
        assertThat(verification()).isNull();
        catalog().verified(ORDERS_1, VerificationLevel.STORED, t.plusSeconds(1));
        assertThat(verification()).isEqualTo(new Verification(VerificationLevel.STORED, t.plusSeconds(1)));
    }

    @Test
    void notes_that_a_newer_one_overtook_do_not_pile_up() throws Exception {
        for (int day = 1; day < 30; day++) {
            catalog().verified(ORDERS_1, VerificationLevel.STORED, Fixture.START.plus(Duration.ofDays(day)));
        }
        assertThat(memory.keys())
                .filteredOn(key -> key.contains("/notes/verified"))
                .hasSize(1);
    }

    @Test
    void a_removal_takes_the_manifest_first() throws Exception {
        catalog().pin(ORDERS_1, "x", Fixture.START);
        log.reset();
        assertThat(catalog().delete(ORDERS_1)).isTrue();
        assertThat(log.log().stream().filter(line -> line.startsWith("delete ")).findFirst())
                .contains("delete " + BackupLayout.manifest(ORDERS_1));
        assertThat(memory.keys()).noneMatch(key -> key.startsWith(directory(ORDERS_1)));
        assertThat(memory.keys()).anyMatch(key -> key.startsWith(directory(ORDERS_2)));
        assertThat(catalog().delete(ORDERS_1)).isFalse();
    }

    @Test
    void a_removal_that_fails_anywhere_leaves_a_whole_backup_or_none() throws Exception {
        log.reset();
        catalog().delete(ORDERS_1);
        int operations = log.count();
        for (int n = 1; n <= operations; n++) {
            InMemoryStore fresh = new InMemoryStore("m");
            fixture.backup(ORDERS_1, Fixture::sample, named("a", fresh));
            List<String> before = fresh.keys();
            StoreFaults faults = new StoreFaults().loseStore(n);
            StoreCatalog failing = new StoreCatalog(named("a", new FaultyStore(fresh, faults)), null);
            assertThatThrownBy(() -> failing.delete(ORDERS_1)).isInstanceOf(StoreException.class);
            boolean listed =
                    !new StoreCatalog(named("a", fresh), null).list(null).isEmpty();
            assertThat(listed)
                    .as("fault at operation %d", n)
                    .isEqualTo(fresh.keys().equals(before));
        }
    }

    @Test
    void the_catalog_needs_nothing_but_the_manifests() throws Exception {
        List<CatalogEntry> all = catalog().list(null);
        InMemoryStore bare = new InMemoryStore("bare");
        memory.copy().forEach((key, bytes) -> {
            if (key.endsWith("manifest.json")) {
                bare.put(key, bytes);
            }
        });
        assertThat(new StoreCatalog(named("a", bare), null).list(null)).isEqualTo(all);
        assertThat(ManifestJson.read(bare.bytes(directory(ORDERS_1) + "manifest.json"), "x"))
                .isEqualTo(catalog().manifest(ORDERS_1).orElseThrow());
    }
}
