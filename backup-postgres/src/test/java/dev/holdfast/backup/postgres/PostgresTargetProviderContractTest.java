package dev.holdfast.backup.postgres;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class PostgresTargetProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new PostgresTargetProvider();
    }

    @Override
    protected Settings validSettings(Settings samples) {
        return samples.with("url", "jdbc:postgresql://db.example:5433/orders");
    }
}
