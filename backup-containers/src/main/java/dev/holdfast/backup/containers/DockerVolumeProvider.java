package dev.holdfast.backup.containers;

import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetProvider;
import java.util.List;

/** Makes {@link VolumeTarget}s for Docker from configurations: the type {@code docker-volume}. */
public final class DockerVolumeProvider implements TargetProvider {

    private static final List<Setting> SETTINGS = VolumeSettings.of(EngineKind.DOCKER);

    /** Makes the provider. */
    public DockerVolumeProvider() {}

    @Override
    public String type() {
        return VolumeTarget.type(EngineKind.DOCKER);
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public TargetDefinition create(String name, Settings settings) {
        return VolumeTarget.of(name, EngineKind.DOCKER, settings);
    }

    @Override
    public TargetDefinition forRestore(String name) {
        return VolumeTarget.forRestore(name, EngineKind.DOCKER);
    }
}
