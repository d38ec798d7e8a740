package dev.holdfast.backup.catalog;

import static dev.holdfast.backup.internal.fixture.Fixture.ID;
import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.store.NamedStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final BackupId SECOND = new BackupId("uploads_20261120_021500");

    private final InMemoryStore one = new InMemoryStore("one");
    private final InMemoryStore two = new InMemoryStore("two");
    private final Set<String> gone = new HashSet<>();
    private final Fixture fixture = new Fixture();
    private final Catalog catalog = new Catalog(List.of("a", "b"), this::open, null, helper -> {});

    private NamedStore open(String name) {
        if (gone.contains(name)) {
            throw new StoreException(Failure.of("HF-STO-006", name + " is gone"));
        }
        try {
            return named(name, (name.equals("a") ? one : two).definition().open());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private BackupManifest both() throws IOException {
        return fixture.backup(Fixture::sample, named("a", one), named("b", two));
    }

    @Test
    void a_backup_in_two_stores_is_one_entry_with_two_copies() throws Exception {
        both();
        fixture.backup(SECOND, Fixture::sample, named("b", two));
        assertThat(catalog.list(CatalogQuery.all())).hasSize(2).satisfiesOnlyOnce(entry -> {
            assertThat(entry.id()).isEqualTo(ID);
            assertThat(entry.copies()).extracting(StoreCopy::store).containsExactly("a", "b");
        });
        assertThat(catalog.get(SECOND).copies()).extracting(StoreCopy::store).containsExactly("b");
        one.assertNothingOpen();
        two.assertNothingOpen();
    }

    @Test
    void a_copy_that_is_damaged_in_one_store_is_described_by_the_other() throws Exception {
        BackupManifest manifest = both();
        one.truncate("orders/" + ID + "/manifest.json", 10);
        CatalogEntry entry = catalog.get(ID);
        assertThat(entry.isDamaged()).isFalse();
        assertThat(entry.uid()).isEqualTo(manifest.uid());
        assertThat(entry.copies()).extracting(StoreCopy::isSound).containsExactly(false, true);
        assertThat(catalog.manifest(ID)).isEqualTo(manifest);
        two.truncate("orders/" + ID + "/manifest.json", 10);
        assertThat(catalog.get(ID).isDamaged()).isTrue();
        assertThatThrownBy(() -> catalog.manifest(ID)).hasMessageContaining("in store a");
    }

    @Test
    void different_backups_under_one_id_are_told_apart() throws Exception {
        fixture.backup(Fixture::sample, named("a", one));
        fixture.uid = "u-2";
        fixture.backup(Fixture::sample, named("b", two));
        CatalogEntry entry = catalog.get(ID);
        assertThat(entry.uid()).isEqualTo("u-1");
        assertThat(entry.copies().get(1).problem().code()).isEqualTo("HF-CAT-023");
    }

    @Test
    void a_pin_in_any_store_counts() throws Exception {
        both();
        new StoreCatalog(named("b", two), null).pin(ID, "why", Fixture.START);
        assertThat(catalog.get(ID).pinReason()).contains("why");
    }

    @Test
    void one_store_that_is_gone_hides_neither_the_others_nor_itself() throws Exception {
        both();
        gone.add("a");
        CatalogListing listing = catalog.read(CatalogQuery.all());
        assertThat(listing.entries()).hasSize(1);
        assertThat(listing.unread()).containsOnlyKeys("a");
        assertThat(catalog.get(ID).copies()).hasSize(1);
        assertThatThrownBy(() -> catalog.list(CatalogQuery.all().store("a"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> catalog.get(SECOND)).isInstanceOf(StoreException.class);
        gone.add("b");
        assertThatThrownBy(() -> catalog.list(CatalogQuery.all())).isInstanceOf(StoreException.class);
    }

    @Test
    void every_part_of_a_query_counts() throws Exception {
        both();
        fixture.backup(SECOND, Fixture::sample, named("b", two));
        CatalogQuery all = CatalogQuery.all();
        assertThat(catalog.list(all.target("orders"))).hasSize(1);
        assertThat(catalog.list(all.type("sample"))).hasSize(2);
        assertThat(catalog.list(all.type("files"))).isEmpty();
        assertThat(catalog.list(all.store("a"))).hasSize(1);
        assertThat(catalog.list(all.job("nightly"))).hasSize(2);
        assertThat(catalog.list(all.job("other"))).isEmpty();
        assertThat(catalog.list(all.since(Fixture.START))).hasSize(2);
        assertThat(catalog.list(all.since(Fixture.START.plusMillis(1)))).isEmpty();
        assertThat(catalog.list(all.limit(1))).hasSize(1);
        assertThatThrownBy(() -> catalog.list(all.store("c")))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(e -> assertThat(((ConfigurationException) e).hint()).contains("a, b"));
    }

    @Test
    void a_backup_that_is_not_there_is_said_so() {
        assertThatThrownBy(() -> catalog.get(ID))
                .isInstanceOfSatisfying(
                        ConfigurationException.class, e -> assertThat(e.code()).isEqualTo("HF-CAT-020"));
        assertThatThrownBy(() -> catalog.manifest(ID)).isInstanceOf(ConfigurationException.class);
    }
}
