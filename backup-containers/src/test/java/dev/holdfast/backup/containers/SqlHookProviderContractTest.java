package dev.holdfast.backup.containers;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class SqlHookProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new SqlHookProvider();
    }

    @Override
    protected Settings validSettings(Settings samples) {
        return samples.with(SqlHook.URL, "jdbc:sqlite:none.db").with(SqlHook.BEFORE, "SELECT 1");
    }
}
