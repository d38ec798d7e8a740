/** Hooks that hold services still while they are backed up. */
module dev.holdfast.backup.containers {
    requires transitive dev.holdfast.backup.api;
    requires java.sql;

    exports dev.holdfast.backup.containers;

    provides dev.holdfast.backup.spi.HookProvider with
            dev.holdfast.backup.containers.CommandHookProvider,
            dev.holdfast.backup.containers.LxcHookProvider,
            dev.holdfast.backup.containers.SqlHookProvider,
            dev.holdfast.backup.containers.SystemdHookProvider;
}
