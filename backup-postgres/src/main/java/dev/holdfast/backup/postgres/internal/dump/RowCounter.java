package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.postgres.CountRows;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.evidence.TableRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Counts the rows of tables in the snapshot of a dump, the smallest tables first, up to a bound on what is read. */
public final class RowCounter {

    private final ServerConnection connection;
    private final CountRows which;
    private final long limit;

    /**
     * Makes a counter.
     *
     * @param connection a session in the dump's snapshot
     * @param which which rows
     * @param limit how many bytes of tables are read
     */
    public RowCounter(ServerConnection connection, CountRows which, long limit) {
        this.connection = connection;
        this.which = which;
        this.limit = limit;
    }

    /**
     * What was counted.
     *
     * @param tables a line per table, in the order of their names
     */
    public record Count(List<TableRows> tables) {

        /** Copies the list. */
        public Count {
            tables = List.copyOf(tables);
        }

        /** {@return the sum of the rows that were counted} */
        public long rows() {
            return tables.stream()
                    .filter(TableRows::exact)
                    .mapToLong(TableRows::rows)
                    .sum();
        }

        /** {@return how many tables are estimated only} */
        public long estimated() {
            return tables.stream().filter(table -> !table.exact()).count();
        }
    }

    private record Sized(DumpedTable table, long bytes) {}

    /**
     * Counts.
     *
     * @param tables the dumped tables, all locked
     * @return what was counted
     */
    public Count count(List<DumpedTable> tables) {
        List<Sized> order = new ArrayList<>();
        for (DumpedTable table : tables) {
            if (table.counted()) {
                order.add(new Sized(table, which == CountRows.ALL ? bytes(table) : 0));
            }
        }
        order.sort(Comparator.comparingLong(Sized::bytes));
        List<TableRows> counted = new ArrayList<>();
        long read = 0;
        for (Sized one : order) {
            read += one.bytes();
            DumpedTable table = one.table();
            boolean exact = which == CountRows.ALL && read <= limit;
            long rows = exact ? rows(table) : Math.max(0, table.estimate());
            counted.add(new TableRows(table.schema(), table.name(), rows, exact));
        }
        counted.sort(Comparator.comparing(TableRows::schema).thenComparing(TableRows::table));
        return new Count(counted);
    }

    private long bytes(DumpedTable table) {
        return connection.one("SELECT pg_catalog.pg_relation_size(?::oid)", row -> row.getLong(1), table.oid());
    }

    private long rows(DumpedTable table) {
        return connection.one("SELECT pg_catalog.count(*) FROM ONLY " + table.sql(), row -> row.getLong(1));
    }
}
