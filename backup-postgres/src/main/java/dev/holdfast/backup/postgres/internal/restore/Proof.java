package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.connect.Sql;
import dev.holdfast.backup.spi.RunContext;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Gathers statistics of a restored database and compares its rows with those that the dump held; the largest tables first, several at once. */
final class Proof {

    private static final String RELATIONS = """
            SELECT n.nspname, c.relname
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
               AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
               AND (c.relkind <> 'm' OR c.relispopulated)
             ORDER BY pg_relation_size(c.oid) DESC, 1, 2
            """;

    private final RestoreServer server;
    private final String session;
    private final RunContext context;

    Proof(RestoreServer server, String session, RunContext context) {
        this.server = server;
        this.session = session;
        this.context = context;
    }

    /**
     * One difference between what a dump held and what is there.
     *
     * @param table the table
     * @param found its rows, or -1 if the table is not there
     */
    record Difference(DumpContent.Table table, long found) {

        String text() {
            return found < 0
                    ? table.text() + " is missing"
                    : table.text() + " has " + found + " rows of " + table.rows();
        }
    }

    /**
     * Looks at all tables.
     *
     * @param database the restored database
     * @param expected the tables that must be there, with their rows where these were counted
     * @return where they differ
     */
    List<Difference> differences(String database, List<DumpContent.Table> expected)
            throws SQLException, InterruptedException {
        return differences(database, expected, true);
    }

    private List<Difference> differences(String database, List<DumpContent.Table> expected, boolean whole)
            throws SQLException, InterruptedException {
        Map<String, DumpContent.Table> wanted = new LinkedHashMap<>();
        expected.forEach(table -> wanted.put(key(table.schema(), table.name()), table));
        Queue<Work> queue = new ConcurrentLinkedQueue<>();
        Map<String, Long> found = new ConcurrentHashMap<>();
        try (ServerConnection connection = server.open(database, session)) {
            for (Work work : Statements.list(connection.jdbc(), RELATIONS, row -> work(row, wanted))) {
                if (whole || wanted.containsKey(work.key())) {
                    queue.add(work);
                    found.put(work.key(), 0L);
                }
            }
        }
        context.progress().step("analyzing and counting");
        together(database, queue, found);
        List<Difference> differences = new ArrayList<>();
        wanted.forEach((key, table) -> {
            Long rows = found.get(key);
            if (rows == null) {
                differences.add(new Difference(table, -1));
            } else if (table.exact() && rows != table.rows()) {
                differences.add(new Difference(table, rows));
            }
        });
        return differences;
    }

    /**
     * Requires of a database that was restored over that it has all that the dump held. Whoever uses it may have added rows meanwhile.
     *
     * @param database the database
     * @param expected the tables that were restored
     * @param whole whether the database was restored as a whole, so that all its tables need statistics
     * @throws IntegrityException {@code HF-PG-138} if a table or rows of one are missing
     */
    void requireNothingLost(String database, List<DumpContent.Table> expected, boolean whole)
            throws SQLException, InterruptedException {
        List<Difference> lost = differences(database, expected, whole).stream()
                .filter(difference -> difference.found() < difference.table().rows())
                .toList();
        if (!lost.isEmpty()) {
            throw new IntegrityException(Failure.of(
                            "HF-PG-138",
                            "database " + database + " was restored over and has less than the dump held: "
                                    + RestoreFailures.some(
                                            lost.stream().map(Difference::text).toList()))
                    .hint("Keep others from writing during a restore in place, and verify the backup as decoded, before"
                            + " another try.")
                    .with("tables", lost.size()));
        }
    }

    private record Work(String schema, String name, boolean count) {

        String key() {
            return Proof.key(schema, name);
        }

        String quoted() {
            return Sql.identifier(schema, name);
        }
    }

    private static String key(String schema, String name) {
        // No name has a NUL, so two names cannot run into each other.
        return schema + '\0' + name;
    }

    private static Work work(ResultSet row, Map<String, DumpContent.Table> wanted) throws SQLException {
        String schema = row.getString(1);
        String name = row.getString(2);
        DumpContent.Table table = wanted.get(key(schema, name));
        return new Work(schema, name, table != null && table.exact());
    }

    private void together(String database, Queue<Work> queue, Map<String, Long> found)
            throws SQLException, InterruptedException {
        List<FutureTask<Boolean>> helpers = new ArrayList<>();
        int count = Math.max(1, Math.min(context.parallelism(), queue.size()));
        for (int i = 1; i < count; i++) {
            FutureTask<Boolean> helper = new FutureTask<>(() -> {
                each(database, queue, found);
                return true;
            });
            helpers.add(helper);
            context.executor().execute(helper);
        }
        try {
            each(database, queue, found);
            for (FutureTask<Boolean> helper : helpers) {
                helper.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failed failed) {
                throw failed.cause;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (Failed e) {
            throw e.cause;
        } finally {
            queue.clear();
            join(helpers);
        }
    }

    /** No helper outlives the act, whatever became of it. */
    private static void join(List<FutureTask<Boolean>> helpers) {
        boolean interrupted = false;
        for (FutureTask<Boolean> helper : helpers) {
            while (!helper.isDone()) {
                try {
                    helper.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    // The first failure was told already.
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final transient SQLException cause;

        Failed(SQLException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    private void each(String database, Queue<Work> queue, Map<String, Long> found) {
        try (ServerConnection connection = server.open(database, session);
                Statement statement = connection.jdbc().createStatement()) {
            // Rows that a policy hides would be taken for lost.
            statement.execute("SET row_security = off");
            for (Work work = queue.poll(); work != null; work = queue.poll()) {
                context.cancellation().check();
                statement.execute("ANALYZE " + work.quoted());
                if (work.count()) {
                    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM ONLY " + work.quoted())) {
                        row.next();
                        found.put(work.key(), row.getLong(1));
                    }
                }
            }
        } catch (SQLException e) {
            context.cancellation().check();
            throw new Failed(e);
        }
    }

    /**
     * Returns the failure of a restore that brought back less than the dump held.
     *
     * @param differences what is not as it was, at least one
     */
    static IntegrityException incomplete(List<Difference> differences) {
        List<String> texts = differences.stream().map(Difference::text).toList();
        return new IntegrityException(Failure.of(
                        "HF-PG-116", "the restored database is not what the dump held: " + RestoreFailures.some(texts))
                .hint("Nothing was swapped; verify the backup as decoded, and restore another one if it is damaged.")
                .with("tables", differences.size()));
    }
}
