package dev.holdfast.backup.retention;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class RetentionRulesProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new RetentionRulesProvider();
    }
}
