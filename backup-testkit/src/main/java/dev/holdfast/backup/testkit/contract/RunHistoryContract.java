package dev.holdfast.backup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.ServicePause;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.history.RunTrigger;
import dev.holdfast.backup.history.StoreRecord;
import dev.holdfast.backup.history.TargetRecord;
import dev.holdfast.backup.spi.RunHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of {@link RunHistory} as tests. Extend it and implement {@link #history()}. */
@SuppressWarnings("MemberName")
public abstract class RunHistoryContract extends Contract {

    private static final Instant START = Instant.parse("2026-11-20T12:00:00.123456Z");
    private static final int MANY = 300;

    /** For subclasses. */
    protected RunHistoryContract() {}

    /**
     * Makes an empty history that remembers a thousand runs at least; those of the contract began on 20 November 2026 or later.
     *
     * @return a history
     * @throws Exception if it cannot be made
     */
    protected abstract RunHistory history() throws Exception;

    private static RunRecord begun(String id, Instant startedAt) {
        return RunRecord.begun(id, RunKind.BACKUP, "nightly", RunCause.HOST, startedAt);
    }

    private static RunRecord ended(RunRecord run, RunState state) {
        return run.ended(state, run.startedAt().plusSeconds(5), List.of(), List.of(), List.of());
    }

    private static RunRecord whole() {
        Problem problem = new Problem(
                Severity.WARNING,
                "HF-FIL-004",
                "\"a\" changed — while it was read",
                "Nothing.",
                Map.of("b", "1", "a", "ü"));
        BackupId backup = new BackupId("orders_20261120_120000");
        return RunRecord.begun(
                        "r-whole",
                        RunKind.BACKUP,
                        "nightly",
                        RunCause.schedule(RunTrigger.RETRY, START.minusSeconds(60), 3)
                                .by("alice"),
                        START)
                .ended(
                        RunState.DEGRADED,
                        START.plusMillis(4321),
                        List.of(
                                new TargetRecord(
                                        "orders",
                                        RunState.SUCCEEDED,
                                        backup,
                                        5_000_000_000L,
                                        1_000_000_000L,
                                        42,
                                        List.of(
                                                new StoreRecord("near", true, null),
                                                new StoreRecord("far", false, problem))),
                                new TargetRecord("uploads", RunState.FAILED, null, 0, 0, 0, List.of())),
                        List.of(new RemovalRecord(
                                BackupId.named("orders", "old"),
                                "orders",
                                "near",
                                List.of("not among the last 7", "older than 30 days"),
                                77)),
                        List.of(problem))
                .paused(
                        Duration.ofMillis(1500),
                        List.of(new ServicePause("stop", "container:shop", Duration.ofNanos(1_234_567_000))));
    }

    private static List<RunRecord> all(RunHistory history, HistoryQuery query) {
        List<RunRecord> found = new ArrayList<>();
        HistoryPage page = history.page(query);
        found.addAll(page.runs());
        while (page.following().isPresent()) {
            assertThat(found.size()).as("runs on all pages").isLessThan(10_000);
            page = history.page(query.after(page.following().get()));
            found.addAll(page.runs());
        }
        return found;
    }

    private static List<String> ids(List<RunRecord> runs) {
        return runs.stream().map(RunRecord::id).toList();
    }

    /** HISTORY-01. If it fails: which part of the record is not stored, or stored in a form that loses something? */
    @Test
    @DisplayName("HISTORY-01 a run is given back as it was recorded, all parts of it")
    public void HISTORY_01_a_run_is_given_back_as_it_was_recorded() {
        prove("HISTORY-01", () -> {
            RunHistory history = history();
            history.record(whole());
            RunRecord found = history.page(HistoryQuery.ALL).runs().get(0);
            assertThat(found.on("")).as("the run, but for its node").isEqualTo(whole());
            assertThat(List.copyOf(found.problems().get(0).context().keySet()))
                    .as("context in its order")
                    .containsExactlyElementsOf(
                            whole().problems().get(0).context().keySet());
        });
    }

    /** HISTORY-02. If it fails: is there a record per call instead of one per run? */
    @Test
    @DisplayName("HISTORY-02 a run that ends takes the place of the same run under way")
    public void HISTORY_02_a_run_that_ends_replaces_its_beginning() {
        prove("HISTORY-02", () -> {
            RunHistory history = history();
            RunRecord run = begun("r-1", START);
            history.record(run);
            assertThat(history.page(HistoryQuery.ALL).runs().get(0).state())
                    .as("state of a run under way")
                    .isEqualTo(RunState.RUNNING);
            history.record(ended(run, RunState.SUCCEEDED));
            assertThat(history.page(HistoryQuery.ALL).runs())
                    .extracting(RunRecord::state)
                    .as("states after its end")
                    .containsExactly(RunState.SUCCEEDED);
        });
    }

    /** HISTORY-03. If it fails: look at {@link RunRecord#supersedes} before a record is replaced, in the same transaction. */
    @Test
    @DisplayName("HISTORY-03 a run that ended is not taken back by who thought it dead; who was thought dead may end")
    public void HISTORY_03_an_end_is_not_taken_back() {
        prove("HISTORY-03", () -> {
            RunHistory history = history();
            RunRecord run = begun("r-1", START);
            history.record(ended(run, RunState.FAILED));
            history.record(ended(run, RunState.INTERRUPTED));
            history.record(run);
            RunRecord late = begun("r-2", START.minusSeconds(1));
            history.record(ended(late, RunState.INTERRUPTED));
            history.record(late);
            assertThat(history.page(HistoryQuery.ALL).runs())
                    .extracting(RunRecord::state)
                    .as("states of the ended run and of the interrupted one")
                    .containsExactly(RunState.FAILED, RunState.INTERRUPTED);
            history.record(ended(late, RunState.SUCCEEDED));
            assertThat(history.page(HistoryQuery.ALL).runs().get(1).state())
                    .as("state of the one that was thought dead and ended")
                    .isEqualTo(RunState.SUCCEEDED);
        });
    }

    /** HISTORY-04. If it fails: is the order that of recording, or are equal instants in no order? Order by start, then by id. */
    @Test
    @DisplayName("HISTORY-04 runs come newest first, those that began at the same instant by their ids, over all pages")
    public void HISTORY_04_newest_first_over_all_pages() {
        prove("HISTORY-04", () -> {
            RunHistory history = history();
            List<RunRecord> runs = many(history, 4);
            List<RunRecord> expected = runs.stream()
                    .sorted(Comparator.comparing(RunRecord::startedAt)
                            .thenComparing(RunRecord::id)
                            .reversed())
                    .toList();
            for (int size : new int[] {1, 7, MANY, HistoryQuery.LARGEST_PAGE}) {
                assertThat(ids(all(history, HistoryQuery.ALL.limitedTo(size))))
                        .as("runs in pages of %s", size)
                        .isEqualTo(ids(expected));
            }
        });
    }

    private static List<RunRecord> many(RunHistory history, long seed) {
        Random random = new Random(seed);
        RunState[] states = RunState.values();
        RunKind[] kinds = RunKind.values();
        List<RunRecord> runs = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            RunRecord run = RunRecord.begun(
                    "r-" + Integer.toHexString(random.nextInt()) + "-" + i,
                    kinds[random.nextInt(kinds.length)],
                    random.nextInt(5) == 0 ? "" : "job-" + random.nextInt(4),
                    RunCause.HOST,
                    START.plusSeconds(random.nextInt(MANY / 3)));
            RunState state = states[random.nextInt(states.length)];
            if (state != RunState.RUNNING) {
                List<TargetRecord> targets = IntStream.range(0, random.nextInt(3))
                        .mapToObj(n -> new TargetRecord("target-" + n, state, null, 0, 0, 0, List.of()))
                        .toList();
                List<RemovalRecord> removals = random.nextInt(4) > 0
                        ? List.of()
                        : List.of(new RemovalRecord(
                                BackupId.named("target-3", "n" + i), "target-3", "near", List.of("too old"), 1));
                run = run.ended(state, run.startedAt().plusSeconds(1), targets, removals, List.of());
            }
            runs.add(run);
            history.record(run);
        }
        return runs;
    }

    /** HISTORY-05. If it fails: is a restriction applied after the page was cut? Then pages have too few runs, or none. */
    @Test
    @DisplayName(
            "HISTORY-05 a query gives exactly the runs that match, by job, target, kinds, states and time, in full pages")
    public void HISTORY_05_a_query_gives_exactly_what_matches() {
        prove("HISTORY-05", () -> {
            RunHistory history = history();
            List<RunRecord> runs = many(history, 5);
            List<HistoryQuery> queries = List.of(
                    HistoryQuery.ALL.ofJob("job-1"),
                    HistoryQuery.ALL.ofJob("job-none"),
                    HistoryQuery.ALL.ofTarget("target-1"),
                    HistoryQuery.ALL.ofTarget("target-3"),
                    HistoryQuery.ALL.ofKinds(Set.of(RunKind.EXPIRE, RunKind.VERIFY)),
                    HistoryQuery.ALL.inStates(Set.of(RunState.FAILED)),
                    HistoryQuery.ALL.inStates(Set.of(RunState.RUNNING, RunState.SKIPPED)),
                    HistoryQuery.ALL.between(START.plusSeconds(10), START.plusSeconds(40)),
                    HistoryQuery.ALL.between(START.plusSeconds(10), null),
                    HistoryQuery.ALL.between(null, START.plusSeconds(10)),
                    HistoryQuery.ALL
                            .ofJob("job-2")
                            .ofTarget("target-0")
                            .inStates(Set.of(RunState.SUCCEEDED, RunState.FAILED))
                            .between(START.plusSeconds(5), START.plusSeconds(90)));
            for (HistoryQuery query : queries) {
                List<String> expected = runs.stream()
                        .filter(query::matches)
                        .sorted(Comparator.comparing(RunRecord::startedAt)
                                .thenComparing(RunRecord::id)
                                .reversed())
                        .map(RunRecord::id)
                        .toList();
                assertThat(ids(all(history, query.limitedTo(3))))
                        .as("runs of %s", query)
                        .isEqualTo(expected);
                assertThat(history.page(query.limitedTo(3)).runs())
                        .as("first page of %s", query)
                        .hasSize(Math.min(3, expected.size()));
            }
        });
    }

    /** HISTORY-06. If it fails: is the place of the next page a number of runs? Make it the start and the id of the last run. */
    @Test
    @DisplayName("HISTORY-06 runs that are added while somebody turns pages do not move those of the next page")
    public void HISTORY_06_pages_stay_right_while_runs_are_added() {
        prove("HISTORY-06", () -> {
            RunHistory history = history();
            for (int i = 0; i < 6; i++) {
                history.record(begun("r-" + i, START.plusSeconds(i)));
            }
            HistoryPage first = history.page(HistoryQuery.ALL.limitedTo(3));
            history.record(begun("r-9", START.plusSeconds(9)));
            HistoryPage second = history.page(
                    HistoryQuery.ALL.limitedTo(3).after(first.following().orElseThrow()));
            assertThat(ids(second.runs())).as("the second page").containsExactly("r-2", "r-1", "r-0");
            assertThat(second.following()).as("a third page").isEmpty();
        });
    }

    /** HISTORY-07. If it fails: is a map filled or a statement prepared by several threads at once? */
    @Test
    @DisplayName("HISTORY-07 several threads may record and look up at once")
    public void HISTORY_07_several_threads_at_once() {
        prove("HISTORY-07", () -> {
            RunHistory history = history();
            List<Attempt> attempts = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                attempts.add(Attempt.start("thread " + number, () -> {
                    for (int i = 0; i < 25; i++) {
                        RunRecord run = begun("r-" + number + "-" + i, START.plusSeconds(i));
                        history.record(run);
                        history.page(HistoryQuery.ALL.limitedTo(5));
                        history.record(ended(run, RunState.SUCCEEDED));
                    }
                }));
            }
            for (Attempt attempt : attempts) {
                attempt.await(patience());
            }
            assertThat(all(history, HistoryQuery.ALL))
                    .as("runs of all threads")
                    .hasSize(100)
                    .allMatch(run -> run.state() == RunState.SUCCEEDED);
        });
    }

    /** HISTORY-08. If it fails: is a run looked for among those of the first page, or is its beginning given though it has ended? */
    @Test
    @DisplayName("HISTORY-08 one run is found by its whole id, as the pages have it, however many came later")
    public void HISTORY_08_a_run_is_found_by_its_id() {
        prove("HISTORY-08", () -> {
            RunHistory history = history();
            RunRecord oldest = begun("r-oldest", START.minusSeconds(1));
            history.record(oldest);
            List<RunRecord> runs = many(history, 8);
            assertThat(history.find("r-oldest").map(run -> run.on("")))
                    .as("the oldest run, under way")
                    .contains(oldest);
            history.record(ended(oldest, RunState.SUCCEEDED));
            assertThat(history.find("r-oldest").map(RunRecord::state))
                    .as("its state after its end")
                    .contains(RunState.SUCCEEDED);
            RunRecord one = runs.get(MANY / 2);
            assertThat(history.find(one.id()).map(run -> run.on("")))
                    .as("a run among many")
                    .contains(one);
            assertThat(history.find("r-")).as("what many ids begin with").isEmpty();
            assertThat(history.find("r-never")).as("a run that never was").isEmpty();
        });
    }

    /** HISTORY-09. If it fails: is every run under way taken for one of a process that is gone? Find out whose it is. */
    @Test
    @DisplayName("HISTORY-09 a recovery leaves alone what goes on")
    public void HISTORY_09_a_recovery_leaves_alone_what_goes_on() {
        prove("HISTORY-09", () -> {
            RunHistory history = history();
            history.record(begun("r-1", START));
            history.record(ended(begun("r-2", START), RunState.SUCCEEDED));
            history.recover();
            assertThat(history.find("r-1").map(RunRecord::state))
                    .as("state of a run under way")
                    .contains(RunState.RUNNING);
            assertThat(history.find("r-2").map(RunRecord::state))
                    .as("state of one that ended")
                    .contains(RunState.SUCCEEDED);
        });
    }
}
