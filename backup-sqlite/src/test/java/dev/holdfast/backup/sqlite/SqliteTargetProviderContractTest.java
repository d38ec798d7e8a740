package dev.holdfast.backup.sqlite;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class SqliteTargetProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new SqliteTargetProvider();
    }
}
