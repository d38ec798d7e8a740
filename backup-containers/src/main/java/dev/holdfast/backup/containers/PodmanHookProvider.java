package dev.holdfast.backup.containers;

import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Makes {@link DockerHook}s for Podman from configurations: the type {@code podman}. */
public final class PodmanHookProvider implements HookProvider {

    private static final List<Setting> SETTINGS = DockerSettings.of(EngineKind.PODMAN);

    /** Makes the provider. */
    public PodmanHookProvider() {}

    @Override
    public String type() {
        return EngineKind.PODMAN.type();
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public HookDefinition create(String name, Settings settings) {
        return DockerHook.of(name, EngineKind.PODMAN, settings);
    }
}
