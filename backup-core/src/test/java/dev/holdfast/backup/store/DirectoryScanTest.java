package dev.holdfast.backup.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.internal.FolderScan;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.testkit.FaultyStore;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.StoreFaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryScanTest {

    @TempDir
    Path directory;

    private List<String> scan(String prefix) throws Exception {
        return scan(prefix, helper -> {});
    }

    private List<String> scan(String prefix, Executor helpers) throws Exception {
        List<String> found = new ArrayList<>();
        try (BackupStore store = DirectoryStore.at(directory.resolve("store")).open()) {
            store.ability(FolderScan.class)
                    .orElseThrow()
                    .scan(
                            prefix,
                            "manifest.json",
                            "notes/",
                            helpers,
                            (folder, object, names) ->
                                    found.add(folder + " " + object.key() + " " + object.bytes() + " " + names.size()));
        }
        found.sort(null);
        return found;
    }

    @Test
    void what_is_not_there_has_no_folders() throws Exception {
        assertThat(scan("t/")).isEmpty();
        Files.createDirectories(directory.resolve("store"));
        assertThat(scan("t/")).isEmpty();
    }

    @Test
    void folders_with_the_object_are_found_whatever_else_lies_beside_them() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("store/t"));
        Files.writeString(Files.createDirectory(folder.resolve("a")).resolve("manifest.json"), "12");
        Files.createDirectory(folder.resolve("a/notes"));
        Files.createFile(folder.resolve("a/notes/one"));
        Files.createFile(folder.resolve("a/notes/.upload-x-two"));
        Files.writeString(Files.createDirectory(folder.resolve("b")).resolve("manifest.json"), "123");
        Files.createDirectory(folder.resolve("orphan"));
        Files.createFile(folder.resolve("file"));
        Files.createDirectories(folder.resolve("folder/manifest.json"));
        Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("link")).resolve("manifest.json"),
                folder.resolve("b/manifest.json"));
        Files.writeString(Files.createDirectory(folder.resolve(".hidden")).resolve("manifest.json"), "1");
        Files.writeString(Files.createDirectory(folder.resolve("no key")).resolve("manifest.json"), "1");
        assertThat(scan("t/")).containsExactly("a t/a/manifest.json 2 1", "b t/b/manifest.json 3 0");
    }

    @Test
    void helpers_find_the_same() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("store/t"));
        for (int i = 0; i < 1000; i++) {
            Files.createFile(Files.createDirectory(folder.resolve("b" + i)).resolve("manifest.json"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            assertThat(scan("t/", threads)).hasSize(1000).isEqualTo(scan("t/"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_catalog_is_the_same_by_every_way_of_looking() throws Exception {
        InMemoryStore memory = new InMemoryStore("m");
        Fixture fixture = new Fixture();
        try (BackupStore store = DirectoryStore.at(directory.resolve("store")).open()) {
            NamedStore named = new NamedStore("a", store);
            for (int i = 0; i < 5; i++) {
                fixture.backup(new BackupId("orders_" + i), Fixture::sample, named, new NamedStore("b", memory));
            }
            StoreCatalog scanned = new StoreCatalog(named, null);
            scanned.pin(new BackupId("orders_3"), "why", Fixture.START);
            // A decorator that knows nothing of the scan asks folder by folder.
            FaultyStore folders = new FaultyStore(memory, new StoreFaults());
            StoreCatalog inMemory = new StoreCatalog(new NamedStore("a", folders), null);
            inMemory.pin(new BackupId("orders_3"), "why", Fixture.START);
            List<CatalogEntry> entries = scanned.list(null);
            assertThat(entries).hasSize(5).isEqualTo(inMemory.list("orders"));
        }
    }
}
