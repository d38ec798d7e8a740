package dev.holdfast.backup.scheduler.internal.history;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.store.RunJson;
import dev.holdfast.backup.spi.RunHistory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.HandleCallback;
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
        writer.settle();
        Database database = database();
        HistorySql sql = HistorySql.of(query);
        List<RunRecord> found = ask(
                database,
                handle -> handle.createQuery(sql.text())
                        .bindMap(sql.values())
                        .map((row, context) -> read(row))
                        .list());
        return HistoryPage.of(found, query.limit());
    }

    /** What waits for the database is looked at before it: what is gone from there is in the database. */
    @Override
    public Optional<RunRecord> find(String run) {
        writer.settle();
        Optional<RunRecord> waiting = writer.find(run);
        Optional<RunRecord> written;
        try {
            written = ask(
                    database(),
                    handle -> handle.createQuery("SELECT node, detail FROM holdfast_run WHERE run = :run")
                            .bind("run", run)
                            .map((row, context) -> read(row))
                            .findFirst());
        } catch (ConfigurationException e) {
            if (waiting.isPresent()) {
                return waiting;
            }
            throw e;
        }
        return written.filter(there -> waiting.isEmpty() || !waiting.get().supersedes(there))
                .or(() -> waiting);
    }

    @Override
    public void recover() {
        writer.recover();
    }

    private Database database() {
        try {
            return source.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DatabaseFaults.away("", e);
        }
    }

    private static <R> R ask(Database database, HandleCallback<R, RuntimeException> question) {
        try {
            return database.reading().withHandle(question);
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }

    private static RunRecord read(ResultSet row) throws SQLException {
        return RunJson.read(row.getString("detail")).on(row.getString("node"));
    }

    /** Writes what waits, within a bound; what does not arrive is kept in the state directory. */
    @Override
    public void close() {
        writer.close();
    }
}
