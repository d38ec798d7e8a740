/** PostgreSQL databases as a target. */
module dev.holdfast.backup.postgres {
    requires transitive dev.holdfast.backup.api;
    requires transitive java.sql;
    // The driver needs these for certificates and Kerberos, and is no module that could say so.
    requires java.naming;
    requires java.security.jgss;
    requires org.postgresql.jdbc;

    exports dev.holdfast.backup.postgres;

    provides dev.holdfast.backup.spi.TargetProvider with
            dev.holdfast.backup.postgres.PostgresTargetProvider;
}
