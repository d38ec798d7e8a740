package dev.holdfast.backup.codec;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class XzCompressorProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new XzCompressorProvider();
    }
}
