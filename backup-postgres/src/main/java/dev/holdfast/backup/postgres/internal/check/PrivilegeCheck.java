package dev.holdfast.backup.postgres.internal.check;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.dump.DumpedTable;
import java.util.List;

/** May the user read every table, sequence and schema? */
final class PrivilegeCheck implements DatabaseCheck {

    private static final String HINT = "Grant them to the user of the backup, or make it a member of pg_read_all_data;"
            + " the guide lists the rights as SQL.";

    @Override
    public void look(CheckScope scope) {
        if (scope.isSuperuser()) {
            return;
        }
        Long[] oids = scope.tables().stream().map(DumpedTable::oid).toArray(Long[]::new);
        List<String> relations = scope.connection()
                .list(
                        "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c"
                                + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                + " WHERE (c.oid::bigint = ANY (?) OR c.oid IN ("
                                // The sequences that belong to a table are dumped with it.
                                + "SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.deptype IN ('a', 'i')"
                                + " AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                                + " AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass"
                                + " AND d.refobjid::bigint = ANY (?)))"
                                + " AND c.relkind IN ('r', 'p', 'S')"
                                + " AND NOT (pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
                                + " AND CASE c.relkind WHEN 'S'"
                                + " THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT')"
                                + " ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END)"
                                + " ORDER BY 1",
                        row -> row.getString(1),
                        oids,
                        oids);
        if (!relations.isEmpty()) {
            scope.report(
                    Severity.ERROR,
                    Failure.of(
                                    "HF-PG-030",
                                    "the user of the backup may not read " + relations.size()
                                            + " tables and sequences: " + Names.some(relations))
                            .hint(HINT));
        }
    }
}
