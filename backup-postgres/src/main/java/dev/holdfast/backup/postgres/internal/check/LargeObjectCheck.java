package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;

/** May the user read every large object? There is no role that may read all. */
final class LargeObjectCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) {
        if (scope.isSuperuser() || scope.settings().tables().isPartial()) {
            return;
        }
        long hidden = scope.connection()
                .one(
                        "SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata m"
                                + " WHERE NOT pg_catalog.current_setting('lo_compat_privileges')::boolean"
                                + " AND NOT pg_catalog.pg_has_role(m.lomowner, 'USAGE')"
                                + " AND NOT EXISTS (SELECT 1 FROM pg_catalog.aclexplode(m.lomacl) a"
                                + " WHERE a.privilege_type = 'SELECT' AND CASE a.grantee WHEN 0 THEN true"
                                + " ELSE pg_catalog.pg_has_role(a.grantee, 'USAGE') END)",
                        row -> row.getLong(1));
        if (hidden > 0) {
            scope.report(
                    Severity.ERROR,
                    Failure.of("HF-PG-031", "the user of the backup may not read " + hidden + " large objects")
                            .hint("Grant SELECT ON LARGE OBJECT for each, or let their owner take the backup."));
        }
    }
}
