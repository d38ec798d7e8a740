package dev.holdfast.backup.scheduler.internal.history;

import dev.holdfast.backup.history.HistoryCursor;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.store.RunJson;
import dev.holdfast.backup.spi.RunHistory;
import java.util.List;
import org.jdbi.v3.core.JdbiException;

/** The history of runs in the database. Thread-safe. */
public final class DatabaseHistory implements RunHistory, AutoCloseable {

    private final Source source;
    private final HistoryWriter writer;

    /**
     * Makes it; opens nothing yet.
     *
     * @param source gives the database to who looks something up
     * @param writer writes; closed with this
     */
    public DatabaseHistory(Source source, HistoryWriter writer) {
        this.source = source;
        this.writer = writer;
    }

    /** Something that gives the database, and opens it if need be. */
    @FunctionalInterface
    public interface Source {

        /**
         * Gives it.
         *
         * @return the database
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-HIS-001} and others if it cannot be used
         * @throws InterruptedException if this thread is interrupted while it waits
         */
        Database get() throws InterruptedException;
    }

    @Override
    public void record(RunRecord run) {
        writer.write(run);
    }

    @Override
    public HistoryPage page(HistoryQuery query) {
        Database database;
        try {
            writer.settle();
            database = source.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DatabaseFaults.away("", e);
        }
        HistorySql sql = HistorySql.of(query);
        List<RunRecord> found;
        try {
            found = database.reading()
                    .withHandle(handle -> handle.createQuery(sql.text())
                            .bindMap(sql.values())
                            .map((row, context) ->
                                    RunJson.read(row.getString("detail")).on(row.getString("node")))
                            .list());
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
        if (found.size() <= query.limit()) {
            return new HistoryPage(found, null);
        }
        List<RunRecord> page = found.subList(0, query.limit());
        RunRecord last = page.get(page.size() - 1);
        return new HistoryPage(page, new HistoryCursor(last.startedAt(), last.id()));
    }

    /** Writes what waits, within a bound; what does not arrive is kept in the state directory. */
    @Override
    public void close() {
        writer.close();
    }
}
