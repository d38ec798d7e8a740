package dev.holdfast.backup.files.archive;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class ZipArchiverProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new ZipArchiverProvider();
    }
}
