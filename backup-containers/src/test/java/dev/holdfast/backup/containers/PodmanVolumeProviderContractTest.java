package dev.holdfast.backup.containers;

import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.testkit.contract.ProviderContract;

class PodmanVolumeProviderContractTest extends ProviderContract {

    @Override
    protected Provider provider() {
        return new PodmanVolumeProvider();
    }

    @Override
    protected Settings validSettings(Settings samples) {
        return Settings.none().with(VolumeTarget.VOLUME, "shop").with(VolumeTarget.EXCLUDE, "*.tmp");
    }
}
