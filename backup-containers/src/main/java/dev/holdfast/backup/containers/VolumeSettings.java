package dev.holdfast.backup.containers;

import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.containers.internal.volume.Via;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import java.util.ArrayList;
import java.util.List;

/** What targets for volumes can be told, whatever the engine. */
final class VolumeSettings {

    private VolumeSettings() {}

    static List<Setting> of(EngineKind kind) {
        List<Setting> settings = new ArrayList<>(own());
        settings.addAll(EngineSettings.of(kind));
        return List.copyOf(settings);
    }

    private static List<Setting> own() {
        return List.of(
                Setting.optional(VolumeTarget.VOLUME, SettingType.TEXT, "The volume, by its name."),
                Setting.optional(
                        VolumeTarget.CONTAINER,
                        SettingType.TEXT,
                        "Instead of a volume: the container whose volumes are meant."),
                Setting.optional(
                        VolumeTarget.MOUNTS,
                        SettingType.TEXTS,
                        "With container: which of its volumes and bind mounts, by their paths inside; without any, all volumes."),
                Setting.choice(
                        VolumeTarget.VIA,
                        List.of(Via.AUTO.word(), Via.PATH.word(), Via.ENGINE.word()),
                        Via.AUTO.word(),
                        "Whether files are read and written by their paths or through the engine; auto takes the paths where this process may."),
                Setting.optional(
                        VolumeTarget.EXCLUDE,
                        SettingType.TEXTS,
                        "Patterns of what to leave out, such as \"**/*.tmp\"; a directory that matches is not walked."),
                Setting.optional(
                        VolumeTarget.HELPER_IMAGE,
                        SettingType.TEXT,
                        "A local image for the container by which the engine shows files; by default that of one that has the volume."));
    }
}
