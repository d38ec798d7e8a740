package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class GzipCompressorProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new GzipCompressorProvider();
    }
}
