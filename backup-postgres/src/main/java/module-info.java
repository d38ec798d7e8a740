/** PostgreSQL databases as a target. */
module dev.holdfast.backup.postgres {
    requires transitive dev.holdfast.backup.api;
    requires transitive java.sql;
    requires org.postgresql.jdbc;

    exports dev.holdfast.backup.postgres;

    provides dev.holdfast.backup.spi.TargetProvider with
            dev.holdfast.backup.postgres.PostgresTargetProvider;
}
