package dev.holdfast.backup.store;

import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.testkit.contract.StoreContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** On a file system that has no hard links. */
class LinklessDirectoryStoreContractTest extends StoreContract {

    @TempDir
    Path scratch;

    @Override
    protected BackupStore open() {
        Path root = scratch.resolve("backups");
        return DirectoryStore.open(root, new LockPublisher(root, Duration.ofMinutes(1)));
    }
}
