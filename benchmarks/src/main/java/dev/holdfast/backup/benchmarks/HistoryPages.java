package dev.holdfast.backup.benchmarks;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.history.HistoryCursor;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.history.StoreRecord;
import dev.holdfast.backup.history.TargetRecord;
import dev.holdfast.backup.scheduler.SchedulerDatabase;
import dev.holdfast.backup.spi.RunHistory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Pages of a long history. A thousand runs are recorded as any run is, and multiplied within the database; then pages of many queries are read,
 * the first and one in the middle of the time.
 */
final class HistoryPages {

    private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");
    private static final int SEED = 1000;
    private static final int JOBS = 100;

    private HistoryPages() {}

    /** {@code WORK RUNS [JDBC-URL USER]}; prints a line per query: its name, the median and the slowest of its pages in milliseconds. */
    public static void main(String[] arguments) throws Exception {
        Path work = Path.of(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        boolean server = arguments.length > 2;
        SchedulerDatabase.Builder builder = server
                ? SchedulerDatabase.postgres(arguments[2], arguments[3], Secret.of(""))
                        .stateDirectory(work)
                : SchedulerDatabase.sqlite(work);
        try (SchedulerDatabase database = builder.build()) {
            RunHistory history = database.history();
            for (int i = 0; i < SEED; i++) {
                history.record(run(i));
            }
            try (Connection connection = server
                    ? DriverManager.getConnection(arguments[2], arguments[3], "")
                    : DriverManager.getConnection("jdbc:sqlite:" + work.resolve("history.db"))) {
                multiply(connection, runs / SEED - 1);
            }
            queries(runs).forEach((name, query) -> measure(history, name, query));
        }
    }

    private static RunRecord run(int number) {
        Instant startedAt = START.plus(Duration.ofMinutes(number));
        String target = "target-" + number % JOBS;
        RunState state = number % 50 == 7 ? RunState.FAILED : RunState.SUCCEEDED;
        return RunRecord.begun(
                        "run-%06d".formatted(number),
                        number % 20 == 3 ? RunKind.VERIFY : RunKind.BACKUP,
                        "job-" + number % JOBS,
                        RunCause.schedule(RunTrigger.SCHEDULE, startedAt, 1),
                        startedAt)
                .ended(
                        state,
                        startedAt.plusSeconds(30),
                        List.of(new TargetRecord(
                                target,
                                state,
                                BackupId.named(target, "n" + number),
                                5_000_000,
                                1_000_000,
                                100,
                                List.of(new StoreRecord("near", true, null), new StoreRecord("far", true, null)))),
                        List.of(),
                        List.of());
    }

    /** Each copy lies a thousand minutes behind the one before it. Rows come in the order of time, as they do where they are made one by one. */
    private static void multiply(Connection connection, int copies) throws Exception {
        long step = Duration.ofMinutes(SEED).toNanos() / 1000;
        String numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + copies + ")";
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    numbers + " INSERT INTO holdfast_run SELECT run || '-' || i, started_at + i * " + step
                            + ", kind, job, state, finished_at + i * " + step + ", due_at + i * " + step
                            + ", attempt, node, owner, origin, who, bytes, original_bytes, entries, pause_ms, detail"
                            + " FROM holdfast_run, n WHERE run LIKE 'run-%' ORDER BY 2, 1");
            statement.executeUpdate(numbers + " INSERT INTO holdfast_run_target SELECT target, started_at + i * " + step
                    + ", run || '-' || i, kind, state FROM holdfast_run_target, n ORDER BY 2, 3");
            statement.execute("ANALYZE");
        }
    }

    private static Map<String, HistoryQuery> queries(int runs) {
        Instant middle = START.plus(Duration.ofMinutes(runs / 2));
        HistoryQuery all = HistoryQuery.ALL.limitedTo(100);
        Map<String, HistoryQuery> queries = new LinkedHashMap<>();
        queries.put("newest", all);
        queries.put("middle", all.after(new HistoryCursor(middle, "run")));
        queries.put("job", all.ofJob("job-42"));
        queries.put("job-middle", all.ofJob("job-42").after(new HistoryCursor(middle, "run")));
        queries.put("target", all.ofTarget("target-42"));
        queries.put("target-middle", all.ofTarget("target-42").after(new HistoryCursor(middle, "run")));
        queries.put("failed", all.inStates(Set.of(RunState.FAILED)));
        queries.put("job-failed", all.ofJob("job-7").inStates(Set.of(RunState.FAILED)));
        queries.put("target-failed", all.ofTarget("target-7").inStates(Set.of(RunState.FAILED)));
        queries.put("target-never", all.ofTarget("target-42").inStates(Set.of(RunState.FAILED)));
        queries.put("two-states", all.inStates(Set.of(RunState.FAILED, RunState.SUCCEEDED)));
        queries.put("verify-failed", all.ofKinds(Set.of(RunKind.VERIFY)).inStates(Set.of(RunState.FAILED)));
        queries.put("none-running", all.inStates(Set.of(RunState.RUNNING)));
        queries.put("verify", all.ofKinds(Set.of(RunKind.VERIFY)));
        queries.put("a-day", all.between(middle, middle.plus(Duration.ofDays(1))));
        queries.put("job-and-time", all.ofJob("job-42").between(middle, middle.plus(Duration.ofDays(400))));
        return queries;
    }

    private static void measure(RunHistory history, String name, HistoryQuery query) {
        List<Double> millis = new ArrayList<>();
        int found = 0;
        for (int i = 0; i < 25; i++) {
            long start = System.nanoTime();
            HistoryPage page = history.page(query);
            millis.add((System.nanoTime() - start) / 1e6);
            found = page.runs().size();
        }
        double first = millis.get(0);
        Collections.sort(millis);
        System.out.println(String.format(
                Locale.ROOT,
                "%s %.2f %.2f %d",
                name,
                millis.get(millis.size() / 2),
                Math.max(first, millis.get(24)),
                found));
    }
}
