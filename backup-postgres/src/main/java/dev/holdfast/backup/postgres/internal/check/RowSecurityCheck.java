package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.dump.DumpedTable;
import java.util.List;

/** Would policies hide rows? Then there is no dump, rather than one of a part. */
final class RowSecurityCheck implements DatabaseCheck {

    @Override
    public void look(CheckScope scope) {
        Long[] oids = scope.tables().stream().map(DumpedTable::oid).toArray(Long[]::new);
        List<String> tables = scope.connection()
                .list(
                        "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c"
                                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE c.oid::bigint = ANY (?) AND c.relrowsecurity"
                                + " AND pg_catalog.row_security_active(c.oid) ORDER BY 1",
                        row -> row.getString(1),
                        (Object) oids);
        if (!tables.isEmpty()) {
            scope.report(
                    Severity.ERROR,
                    Failure.of(
                                    "HF-PG-032",
                                    "row-level security hides rows of " + tables.size()
                                            + " tables from the user of the backup: " + Names.some(tables))
                            .hint("Let the user bypass it: ALTER ROLE … BYPASSRLS."));
        }
    }
}
