package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.settings.TableSelection;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.SizeEstimate.SourceSize;
import java.util.OptionalLong;

/**
 * Says about how large a dump becomes, without dumping: as large as the tables whose rows it holds, and the large objects. Indexes are not in a
 * dump, so the size of the database would be too much, often by half.
 */
public final class DumpSize {

    private DumpSize() {}

    /**
     * Asks the server, in a session of its own.
     *
     * @param settings the database
     * @param selection which tables are dumped
     * @param context the run
     * @return the size
     * @throws dev.holdfast.backup.TargetException if the server does not tell
     */
    public static SourceSize estimate(ConnectionSettings settings, TableSelection selection, RunContext context) {
        try (ServerConnection connection = ServerConnection.open(settings, context)) {
            Long[] tables = DumpedTable.list(connection, selection).stream()
                    .filter(DumpedTable::counted)
                    .map(DumpedTable::oid)
                    .toArray(Long[]::new);
            // A table that is dropped meanwhile has no size.
            long rows = connection.one(
                    "SELECT COALESCE(pg_catalog.sum(pg_catalog.pg_table_size(t.oid::pg_catalog.oid)), 0)::bigint"
                            + " FROM pg_catalog.unnest(?) t (oid)",
                    row -> row.getLong(1),
                    (Object) tables);
            long objects = selection.isPartial()
                    ? 0
                    : connection.one(
                            "SELECT pg_catalog.pg_table_size('pg_catalog.pg_largeobject')", row -> row.getLong(1));
            return new SourceSize(OptionalLong.of(rows + objects), OptionalLong.empty());
        }
    }
}
