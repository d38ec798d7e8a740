/** Schedules, their database, a durable history of runs, and leases for several nodes. */
module dev.holdfast.backup.scheduler {
    requires transitive dev.holdfast.backup.api;
    requires transitive dev.holdfast.backup.core;
    requires transitive java.sql;
    requires com.cronutils;
    requires com.github.kagkarlsson.scheduler;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires org.jdbi.v3.core;
    requires org.postgresql.jdbc;
    requires org.xerial.sqlitejdbc;
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
