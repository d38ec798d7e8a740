package dev.holdfast.backup.store;

import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.testkit.contract.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreContractTest extends StoreContract {

    @TempDir
    Path scratch;

    @Override
    protected BackupStore open() throws Exception {
        return DirectoryStore.at(scratch.resolve("backups")).open();
    }
}
