package dev.holdfast.backup.sqlite.internal;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.sqlite.internal.db.Access;
import dev.holdfast.backup.sqlite.internal.db.Checks;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import dev.holdfast.backup.sqlite.internal.evidence.RowCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Checks and counts a copy, beside the stream that writes it away; the backup stands only if both end well. */
final class Proof {

    private final Configuration configuration;
    private final Path copy;
    private final Failures failures;
    private final RunContext context;
    private final FutureTask<Findings> task = new FutureTask<>(this::run);
    private final Object lock = new Object();
    private @Nullable Database running;
    private boolean abandoned;

    /**
     * What was found out.
     *
     * @param counts rows by table; none for SQL text, whose writer counts
     * @param problems what is worth telling
     * @param checkMillis how long the check took
     * @param foreignKeyMillis how long the check of foreign keys took
     */
    record Findings(RowCounts counts, List<Problem> problems, long checkMillis, long foreignKeyMillis) {}

    Proof(Configuration configuration, Path copy, Failures failures, RunContext context) {
        this.configuration = configuration;
        this.copy = copy;
        this.failures = failures;
        this.context = context;
    }

    void begin() {
        try {
            context.executor().execute(task);
        } catch (RejectedExecutionException e) {
            // No helper is free: end() does the work itself.
            return;
        }
    }

    /** Waits for the end, or does what no helper began. */
    Findings end() throws InterruptedException {
        context.progress().step("checking");
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BackupException exception) {
                throw exception;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            abandon();
            throw e;
        }
    }

    /** Ends the work and waits until it has ended: the copy must not go before. */
    void abandon() {
        synchronized (lock) {
            abandoned = true;
            if (running != null) {
                running.interrupt();
            }
        }
        // Whoever comes first makes it end: a helper that begins now sees that it is abandoned.
        task.run();
        boolean interrupted = false;
        while (true) {
            try {
                task.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Findings run() {
        try (Database database = Database.open(copy, Access.FROZEN, failures, context)) {
            synchronized (lock) {
                if (abandoned) {
                    return new Findings(new RowCounts(new java.util.TreeMap<>()), List.of(), 0, 0);
                }
                running = database;
            }
            try {
                return prove(database);
            } finally {
                synchronized (lock) {
                    running = null;
                }
            }
        }
    }

    private Findings prove(Database database) {
        List<Problem> problems = new ArrayList<>();
        long begun = System.nanoTime();
        Checks.Result result = Checks.run(database, configuration.fullCheck());
        long checked = System.nanoTime();
        if (!result.faults().isEmpty()) {
            throw failures.damaged(String.join("; ", result.faults()), null);
        }
        if (!result.rows().isEmpty() && configuration.sql()) {
            throw new TargetException(Failure.of(
                            "HF-SQL-011",
                            "database " + failures.shown()
                                    + " cannot be written as SQL: its tables would not take all of" + " their rows: "
                                    + Failures.oneLine(String.join("; ", result.rows())))
                    .hint("Use the format copy for this database, or correct the rows.")
                    .with("path", failures.shown()));
        }
        if (!result.rows().isEmpty()) {
            problems.add(Problem.of(
                    Severity.WARNING,
                    Failure.of(
                                    "HF-SQL-016",
                                    "rows of database " + failures.shown() + " break the constraints of their tables: "
                                            + Failures.oneLine(String.join("; ", result.rows())))
                            .hint("Correct them, or the constraints; the backup holds them as they are.")));
        }
        for (String table : result.unchecked()) {
            problems.add(new Problem(
                    Severity.INFO,
                    "HF-SQL-015",
                    "could not check table " + Failures.oneLine(table),
                    "It needs something that only its application has; the copy holds it page by page."));
        }
        if (configuration.checkForeignKeys()) {
            Map<String, Long> broken = Checks.foreignKeys(database);
            if (!broken.isEmpty()) {
                problems.add(LiveCopy.brokenKeys(failures, broken));
            }
        }
        long keys = System.nanoTime();
        RowCounts counts = configuration.sql() ? new RowCounts(new java.util.TreeMap<>()) : RowCounts.of(database);
        return new Findings(counts, problems, millis(begun, checked), millis(checked, keys));
    }

    private static long millis(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }
}
