package dev.holdfast.backup.scheduler.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.HistoryCursor;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.scheduler.internal.db.Dialect;
import dev.holdfast.backup.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.statement.Query;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No page reads the table from one end to the other, and none sorts what an index has in order: the databases' own plans say so. */
class HistoryPlansTest {

    private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    Path state;

    private static List<HistoryQuery> queries() {
        // Fewer than any of them finds: what is read whole may be sorted.
        HistoryQuery all = HistoryQuery.ALL.limitedTo(5);
        HistoryCursor place = new HistoryCursor(FIRST.plusSeconds(9000), "r-9000");
        return List.of(
                all,
                all.after(place),
                all.between(FIRST.plusSeconds(500), FIRST.plusSeconds(900)),
                all.ofJob("job-2"),
                all.ofJob("job-2").after(place),
                all.ofTarget("target-2"),
                all.ofTarget("target-2").after(place).inStates(Set.of(RunState.FAILED)),
                all.inStates(Set.of(RunState.FAILED)),
                all.inStates(Set.of(RunState.FAILED, RunState.SKIPPED, RunState.INTERRUPTED)),
                all.inStates(Set.of(RunState.FAILED, RunState.SKIPPED)).after(place),
                all.ofKinds(Set.of(RunKind.EXPIRE)),
                all.ofKinds(Set.of(RunKind.EXPIRE, RunKind.VERIFY)).after(place),
                all.ofKinds(Set.of(RunKind.EXPIRE)).inStates(Set.of(RunState.FAILED)),
                all.ofKinds(Set.of(RunKind.EXPIRE, RunKind.BACKUP)).inStates(Set.of(RunState.FAILED, RunState.SKIPPED)),
                all.ofTarget("target-2").ofKinds(Set.of(RunKind.VERIFY)),
                all.ofJob("job-0").inStates(Set.of(RunState.FAILED)),
                all.ofJob("job-0").ofKinds(Set.of(RunKind.EXPIRE)),
                all.ofJob("job-0")
                        .inStates(Set.of(RunState.FAILED, RunState.SUCCEEDED))
                        .after(place));
    }

    @ParameterizedTest
    @EnumSource
    void every_page_is_read_from_an_index(Dialect dialect) throws Exception {
        try (OpenedDatabase opened = new OpenedDatabase(dialect, state, ManualClock.at(FIRST))) {
            opened.fill(20_000, FIRST.toEpochMilli() * 1000);
            for (HistoryQuery query : queries()) {
                HistorySql sql = HistorySql.of(query);
                List<String> plan = opened.database().reading().withHandle(handle -> {
                    boolean sqlite = dialect == Dialect.SQLITE;
                    Query explain = handle.createQuery((sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + sql.text());
                    return explain.bindMap(sql.values())
                            .map((row, context) -> row.getString(sqlite ? 4 : 1))
                            .list();
                });
                // Pages of several states are put in order; and a page that is not full may as well be.
                boolean maySort = sql.text().contains("UNION")
                        || (query.target() != null && !query.states().isEmpty());
                assertThat(plan)
                        .as("plan of %s", query)
                        .isNotEmpty()
                        .noneMatch(line -> line.contains("Seq Scan"))
                        .noneMatch(line -> line.matches("SCAN [rt]\\b.*"))
                        .noneMatch(line -> !maySort && (line.contains("Sort") || line.contains("TEMP B-TREE")));
            }
        }
    }
}
