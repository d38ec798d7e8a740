package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;

/** Are enough connections free: one that holds the snapshot, one per job, one to lead the jobs, one to clean up with? */
final class ConnectionsCheck implements DatabaseCheck {

    private static final int BESIDE_JOBS = 3;

    private record Limits(long server, long database, long role) {
        long lowest() {
            return Math.min(server, Math.min(database, role));
        }
    }

    @Override
    public void look(CheckScope scope) {
        long needed = BESIDE_JOBS + scope.settings().jobs();
        String reserved = scope.isSuperuser()
                ? "0"
                : "pg_catalog.current_setting('superuser_reserved_connections')::int"
                        + " + COALESCE(pg_catalog.current_setting('reserved_connections', true), '0')::int";
        Limits free = scope.connection()
                .one(
                        "SELECT pg_catalog.current_setting('max_connections')::bigint - (" + reserved + ")"
                                + " - (SELECT COALESCE(pg_catalog.sum(numbackends), 0) FROM pg_catalog.pg_stat_database),"
                                + " (SELECT CASE WHEN d.datconnlimit < 0 OR r.rolsuper THEN 1000000"
                                + " ELSE d.datconnlimit - pg_catalog.pg_stat_get_db_numbackends(d.oid) END"
                                + " FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()),"
                                + " CASE WHEN r.rolconnlimit < 0 THEN 1000000 ELSE r.rolconnlimit -"
                                + " (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a"
                                + " WHERE a.usesysid = r.oid) END"
                                + " FROM pg_catalog.pg_roles r WHERE r.rolname = current_user",
                        row -> new Limits(row.getLong(1), row.getLong(2), row.getLong(3)));
        // This very session goes before the others come.
        long left = free.lowest() + 1;
        if (left < needed) {
            scope.report(
                    Severity.WARNING,
                    Failure.of(
                                    "HF-PG-034",
                                    "a backup takes " + needed + " connections, and " + Math.max(0, left) + " are free")
                            .hint("Raise the limit of the server, the database or the user, or use fewer jobs."));
        }
    }
}
