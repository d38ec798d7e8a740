/** Hooks that hold services still while they are backed up, and the volumes of containers as a target. */
module dev.holdfast.backup.containers {
    requires transitive dev.holdfast.backup.api;
    requires dev.holdfast.backup.files;
    requires com.github.dockerjava.transport;
    requires com.github.dockerjava.transport.zerodep;
    requires java.sql;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.holdfast.backup.containers;

    provides dev.holdfast.backup.spi.HookProvider with
            dev.holdfast.backup.containers.CommandHookProvider,
            dev.holdfast.backup.containers.DockerHookProvider,
            dev.holdfast.backup.containers.LxcHookProvider,
            dev.holdfast.backup.containers.PodmanHookProvider,
            dev.holdfast.backup.containers.SqlHookProvider,
            dev.holdfast.backup.containers.SystemdHookProvider;
    provides dev.holdfast.backup.spi.TargetProvider with
            dev.holdfast.backup.containers.DockerVolumeProvider,
            dev.holdfast.backup.containers.PodmanVolumeProvider;
}
