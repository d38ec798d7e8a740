package dev.holdfast.backup.containers;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class SystemdHookProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new SystemdHookProvider();
    }
}
