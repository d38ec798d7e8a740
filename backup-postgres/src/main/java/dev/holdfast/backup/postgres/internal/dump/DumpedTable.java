package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.postgres.internal.settings.TableSelection;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that is dumped.
 *
 * @param oid its object id
 * @param schema its schema
 * @param name its name
 * @param counted whether the dump holds rows of its own that are counted: not those of partitioned tables, which have none, of tables of
 *     extensions, of unlogged tables on a standby, and those that are left out
 * @param estimate the server's estimate of its rows, or -1 if it has none
 */
public record DumpedTable(long oid, String schema, String name, boolean counted, long estimate) {

    /** What is the server's own: its catalogs, and what sessions have for themselves. */
    static final String NOT_SYSTEM = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

    private static final String OF_EXTENSION = "EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'"
            + " AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid)";

    private static final String CONFIGURATION =
            "EXISTS (SELECT 1 FROM pg_catalog.pg_extension x WHERE c.oid = ANY (x.extconfig))";

    /**
     * Asks which tables are dumped.
     *
     * @param connection the database
     * @param selection which are chosen
     * @return the tables, in the order of their names
     */
    public static List<DumpedTable> list(ServerConnection connection, TableSelection selection) {
        TableSelection.Condition chosen = selection.tables();
        TableSelection.Condition without = selection.withoutRows();
        // Tables that an extension brought are not dumped, but for the rows that it declares to be the user's.
        String sql = "SELECT c.oid::bigint, n.nspname, c.relname, c.relkind = 'r' AND NOT " + OF_EXTENSION
                + " AND NOT (" + without.sql() + ")"
                + " AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery()), c.reltuples::bigint"
                + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.relkind IN ('r', 'p') AND " + NOT_SYSTEM
                + " AND (NOT " + OF_EXTENSION + " OR " + CONFIGURATION + ")"
                + " AND (" + chosen.sql() + ") ORDER BY n.nspname, c.relname";
        List<Object> values = new ArrayList<>(without.values());
        values.addAll(chosen.values());
        return connection.list(
                sql,
                row -> new DumpedTable(
                        row.getLong(1), row.getString(2), row.getString(3), row.getBoolean(4), row.getLong(5)),
                values.toArray());
    }

    /** {@return the name as SQL takes it} */
    public String sql() {
        return Sql.identifier(schema, name);
    }

    /** {@return the name for people} */
    public String display() {
        return schema + "." + name;
    }
}
