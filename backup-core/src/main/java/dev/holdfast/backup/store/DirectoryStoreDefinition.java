package dev.holdfast.backup.store;

import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import java.nio.file.Path;
import java.util.Map;

/** A directory store that is not opened yet; two with one directory are equal. */
record DirectoryStoreDefinition(Path root) implements StoreDefinition {

    DirectoryStoreDefinition {
        root = root.toAbsolutePath().normalize();
    }

    @Override
    public String type() {
        return DirectoryStoreProvider.TYPE;
    }

    @Override
    public Settings settings() {
        return Settings.of(Map.of(DirectoryStoreProvider.PATH, root));
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public BackupStore open() {
        return DirectoryStore.open(root, null);
    }

    @Override
    public String toString() {
        return "directory " + root;
    }
}
