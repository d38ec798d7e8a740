/** Schedules. */
module dev.holdfast.backup.scheduler {
    requires transitive dev.holdfast.backup.api;
    requires com.cronutils;

    exports dev.holdfast.backup.scheduler;
}
