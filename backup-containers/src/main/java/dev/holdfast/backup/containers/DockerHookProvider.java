package dev.holdfast.backup.containers;

import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes {@link DockerHook}s for Docker from configurations: the type {@code docker}. */
public final class DockerHookProvider implements HookProvider {

    private static final List<Setting> SETTINGS = DockerSettings.of(EngineKind.DOCKER);

    /** Makes the provider. */
    public DockerHookProvider() {}

    @Override
    public String type() {
        return EngineKind.DOCKER.type();
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public HookDefinition create(String name, Settings settings) {
        return DockerHook.of(name, EngineKind.DOCKER, settings);
    }
}
