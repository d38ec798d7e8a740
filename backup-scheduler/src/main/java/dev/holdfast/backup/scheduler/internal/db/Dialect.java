package dev.holdfast.backup.scheduler.internal.db;

import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.SqliteJdbcCustomization;

/** In what the two databases differ. */
public enum Dialect {
    /** One file on one host. */
    SQLITE("sqlite", "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?") {
        @Override
        public JdbcCustomization tasks() {
            return new SqliteJdbcCustomization();
        }
    },
    /** A server for several nodes. */
    POSTGRESQL("postgresql", "SELECT CASE WHEN to_regclass(?) IS NULL THEN 0 ELSE 1 END") {
        @Override
        public JdbcCustomization tasks() {
            // Neither statement that locks and fetches: a row that is picked and waits in a queue has no heartbeat.
            return new PostgreSqlJdbcCustomization(false, true);
        }
    };

    private final String directory;
    private final String tableQuery;

    Dialect(String directory, String tableQuery) {
        this.directory = directory;
        this.tableQuery = tableQuery;
    }

    /** {@return where the statements that make the schema are, below {@code holdfast-schema}} */
    String directory() {
        return directory;
    }

    /** {@return a query that takes a table's name and gives a number above zero if there is such a table} */
    String tableQuery() {
        return tableQuery;
    }

    /** {@return what db-scheduler needs to know; given to it, because it asks the database otherwise, which may be away} */
    public abstract JdbcCustomization tasks();
}
