package dev.holdfast.backup.containers;

import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import java.util.List;

/** Makes {@link VolumeTarget}s for Podman from configurations: the type {@code podman-volume}. */
public final class PodmanVolumeProvider implements TargetProvider {

    private static final List<Setting> SETTINGS = VolumeSettings.of(EngineKind.PODMAN);

    /** Makes the provider. */
    public PodmanVolumeProvider() {}

    @Override
    public String type() {
        return VolumeTarget.type(EngineKind.PODMAN);
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public TargetDefinition create(String name, Settings settings) {
        return VolumeTarget.of(name, EngineKind.PODMAN, settings);
    }

    @Override
    public TargetDefinition forRestore(String name) {
        return VolumeTarget.forRestore(name, EngineKind.PODMAN);
    }
}
