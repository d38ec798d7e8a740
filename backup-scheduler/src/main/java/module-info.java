/** Schedules. */
module dev.holdfast.backup.scheduler {
    requires transitive dev.holdfast.backup.api;
    requires com.cronutils;
    requires tools.jackson.core;

    exports dev.holdfast.backup.scheduler;
}
