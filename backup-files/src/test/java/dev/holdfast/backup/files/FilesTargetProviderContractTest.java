package dev.holdfast.backup.files;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class FilesTargetProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new FilesTargetProvider();
    }
}
