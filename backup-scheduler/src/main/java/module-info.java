/** Schedules. */
module dev.holdfast.backup.scheduler {
    requires transitive dev.holdfast.backup.api;
    requires transitive dev.holdfast.backup.core;
    requires com.cronutils;
    requires tools.jackson.core;

    exports dev.holdfast.backup.scheduler;

    provides dev.holdfast.backup.spi.SectionProvider with
            dev.holdfast.backup.scheduler.MaintenanceExpireProvider,
            dev.holdfast.backup.scheduler.MaintenanceRecoverProvider,
            dev.holdfast.backup.scheduler.MaintenanceSweepProvider,
            dev.holdfast.backup.scheduler.MaintenanceVerifyProvider,
            dev.holdfast.backup.scheduler.RetryProvider,
            dev.holdfast.backup.scheduler.ScheduleProvider,
            dev.holdfast.backup.scheduler.SchedulerSettingsProvider;
}
