package dev.holdfast.backup.containers;

import dev.holdfast.backup.containers.internal.docker.EngineKind;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import java.util.ArrayList;
import java.util.List;

/** What hooks on containers can be told, whatever the engine. */
final class DockerSettings {

    private DockerSettings() {}

    static List<Setting> of(EngineKind kind) {
        List<Setting> settings = new ArrayList<>(common());
        if (kind == EngineKind.DOCKER) {
            settings.add(
                    3,
                    Setting.optional(
                            DockerHook.SCALE,
                            SettingType.TEXTS,
                            "Services of a swarm to scale to no container, and back to as many as they had."));
        }
        settings.addAll(EngineSettings.of(kind));
        return List.copyOf(settings);
    }

    private static List<Setting> common() {
        return List.of(
                Setting.optional(
                        DockerHook.STOP,
                        SettingType.TEXTS,
                        "Containers to stop: names, label:KEY=VALUE, compose:PROJECT or compose:PROJECT/SERVICE."),
                Setting.optional(
                        DockerHook.PAUSE,
                        SettingType.TEXTS,
                        "Containers whose processes are paused; what they have not written yet stays unwritten."),
                Setting.optional(DockerHook.EXEC, SettingType.TEXTS, "Containers to run before and after in."),
                Setting.optional(
                        DockerHook.STOP_TIMEOUT,
                        SettingType.DURATION,
                        "How long a container has to stop before the engine kills it; by default what the container says."),
                Setting.optional(
                                DockerHook.WITH_SHARERS,
                                SettingType.FLAG,
                                "Stop containers too that share the network of one that is stopped, instead of refusing it.")
                        .byDefault("false"),
                Setting.optional(
                                DockerHook.HEALTH_TIMEOUT,
                                SettingType.DURATION,
                                "How long a container may take to become healthy when it is back, within the hook's timeout; 0s for no look.")
                        .byDefault("2m"),
                Setting.optional(
                        DockerHook.PROBE,
                        SettingType.TEXTS,
                        "A command inside of a container, with its arguments, that succeeds once it can work."),
                Setting.optional(
                        DockerHook.PROBE_HTTP,
                        SettingType.TEXT,
                        "A URL that is asked from here when the last container is back, and answers with success once all can work."),
                Setting.optional(
                        DockerHook.PROBE_STATUS,
                        SettingType.INTEGER,
                        "With probe-http: the status that is success; by default any from 200 to 299."),
                Setting.optional(
                        DockerHook.PROBE_TCP,
                        SettingType.TEXT,
                        "A host:port that is asked likewise, and takes and keeps connections once all can work."),
                Setting.optional(
                                DockerHook.PROBE_TIMEOUT,
                                SettingType.DURATION,
                                "How long an address may take to answer; then it is asked again, until health-timeout is over.")
                        .byDefault("5s"),
                Setting.optional(
                                DockerHook.PROBE_INTERVAL,
                                SettingType.DURATION,
                                "How long nothing is asked between two looks at a container that is back.")
                        .byDefault("200ms"),
                Setting.optional(
                        DockerHook.BEFORE,
                        SettingType.TEXTS,
                        "With exec: the program to run inside before, with its arguments; no shell reads them."),
                Setting.optional(
                        DockerHook.AFTER,
                        SettingType.TEXTS,
                        "With exec: the program to run inside after; run whatever happened, perhaps more than once."),
                Setting.optional(DockerHook.USER, SettingType.TEXT, "With exec: the user inside."),
                Setting.optional(DockerHook.DIRECTORY, SettingType.TEXT, "With exec: the working directory inside."),
                Setting.optional(
                        DockerHook.ENVIRONMENT, SettingType.MAP, "With exec: variables to add to the environment."),
                Setting.optional(
                        DockerHook.EXEC_TIMEOUT,
                        SettingType.DURATION,
                        "With exec: how long each program may take; by default as long as the hook may."));
    }
}
