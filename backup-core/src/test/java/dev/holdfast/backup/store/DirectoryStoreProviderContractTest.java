package dev.holdfast.backup.store;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class DirectoryStoreProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new DirectoryStoreProvider();
    }
}
