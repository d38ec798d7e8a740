package dev.holdfast.backup.containers;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class PodmanHookProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new PodmanHookProvider();
    }

    @Override
    protected Settings validSettings(Settings samples) {
        return samples.with(DockerHook.STOP, "shop");
    }
}
