package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.history.HistoryCursor;
import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.spi.RunHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract of histories passes a good one and finds each broken rule. */
class RunHistoryContractTest {

    @Test
    void a_map_in_order_keeps_all_rules() {
        ContractRun.of(Whole.class).assertKeepsAllBut();
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        return Contracts.findBroken(Map.of(
                "HISTORY-01", WithoutPauses.class,
                "HISTORY-03", LastWordWins.class,
                "HISTORY-05", CutsFirst.class,
                "HISTORY-08", FirstPageOnly.class,
                "HISTORY-09", EndsAll.class));
    }

    @Test
    void a_history_with_a_record_per_call_is_found() {
        ContractRun.of(RecordPerCall.class)
                .assertBreaks("HISTORY-02", List.of("HISTORY-03", "HISTORY-07", "HISTORY-08"));
    }

    @Test
    void a_history_with_another_order_is_found() {
        ContractRun.of(OldestIdFirst.class).assertBreaks("HISTORY-04", List.of("HISTORY-05"));
    }

    @Test
    void pages_that_are_counted_are_found() {
        ContractRun.of(CountedPages.class).assertBreaks("HISTORY-06", List.of());
    }

    @Test
    void a_history_for_one_thread_is_found() {
        ContractRun.of(OneThread.class).assertBreaks("HISTORY-07", List.of());
    }

    private static class InOrder implements RunHistory {
        final Map<String, RunRecord> runs = new LinkedHashMap<>();
        int number;

        String key(RunRecord run) {
            return run.id();
        }

        boolean replaces(RunRecord run, RunRecord earlier) {
            return run.supersedes(earlier);
        }

        Comparator<RunRecord> order() {
            return Comparator.comparing(RunRecord::startedAt)
                    .thenComparing(RunRecord::id)
                    .reversed();
        }

        RunRecord kept(RunRecord run) {
            return run;
        }

        @Override
        public synchronized void record(RunRecord run) {
            runs.merge(key(run), kept(run), (earlier, later) -> replaces(later, earlier) ? later : earlier);
        }

        @Override
        public synchronized HistoryPage page(HistoryQuery query) {
            return cut(sorted().filter(query::matches).toList(), query.limit());
        }

        @Override
        public synchronized Optional<RunRecord> find(String run) {
            return sorted().filter(found -> found.id().equals(run)).findFirst();
        }

        final Stream<RunRecord> sorted() {
            return new ArrayList<>(runs.values()).stream().sorted(order());
        }

        static HistoryPage cut(List<RunRecord> found, int limit) {
            if (found.size() <= limit) {
                return new HistoryPage(found, null);
            }
            RunRecord last = found.get(limit - 1);
            return new HistoryPage(found.subList(0, limit), new HistoryCursor(last.startedAt(), last.id()));
        }
    }

    static class Whole extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder();
        }
    }

    static class WithoutPauses extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                @Override
                RunRecord kept(RunRecord run) {
                    return run.paused(run.pause(), List.of());
                }
            };
        }
    }

    static class RecordPerCall extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                @Override
                String key(RunRecord run) {
                    return run.id() + number++;
                }
            };
        }
    }

    static class LastWordWins extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                @Override
                boolean replaces(RunRecord run, RunRecord earlier) {
                    return true;
                }
            };
        }
    }

    static class OldestIdFirst extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                @Override
                Comparator<RunRecord> order() {
                    return Comparator.comparing(RunRecord::startedAt).reversed().thenComparing(RunRecord::id);
                }

                @Override
                public synchronized HistoryPage page(HistoryQuery query) {
                    // Right in itself: the page goes on behind the last run of the one before, in this order.
                    List<RunRecord> found = sorted().filter(
                                    query.after() == null
                                            ? query::matches
                                            : run -> withoutPlace(query).matches(run))
                            .toList();
                    HistoryCursor place = query.after();
                    if (place != null) {
                        int at = found.stream().map(RunRecord::id).toList().indexOf(place.run());
                        found = found.subList(at + 1, found.size());
                    }
                    return cut(found, query.limit());
                }
            };
        }
    }

    private static HistoryQuery withoutPlace(HistoryQuery query) {
        return new HistoryQuery(
                query.job(),
                query.target(),
                query.kinds(),
                query.states(),
                query.since(),
                query.until(),
                query.limit(),
                null);
    }

    static class CutsFirst extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                @Override
                public synchronized HistoryPage page(HistoryQuery query) {
                    HistoryQuery all = HistoryQuery.ALL.limitedTo(query.limit());
                    HistoryCursor place = query.after();
                    HistoryPage page = super.page(place == null ? all : all.after(place));
                    return new HistoryPage(
                            page.runs().stream().filter(query::matches).toList(), page.next());
                }
            };
        }
    }

    static class CountedPages extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                private final Map<HistoryCursor, Integer> places = new LinkedHashMap<>();

                @Override
                public synchronized HistoryPage page(HistoryQuery query) {
                    HistoryCursor place = query.after();
                    int from = place == null ? 0 : places.getOrDefault(place, 0);
                    List<RunRecord> found = sorted().filter(withoutPlace(query)::matches)
                            .skip(from)
                            .toList();
                    HistoryPage page = cut(found, query.limit());
                    page.following().ifPresent(next -> places.put(next, from + query.limit()));
                    return page;
                }
            };
        }
    }

    static class OneThread extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                private Thread owner = Thread.currentThread();

                @Override
                public synchronized void record(RunRecord run) {
                    if (!Thread.currentThread().equals(owner)) {
                        throw new IllegalStateException("another thread");
                    }
                    super.record(run);
                }
            };
        }
    }

    static class FirstPageOnly extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                @Override
                public synchronized Optional<RunRecord> find(String run) {
                    return page(HistoryQuery.ALL).runs().stream()
                            .filter(found -> found.id().equals(run))
                            .findFirst();
                }
            };
        }
    }

    static class EndsAll extends RunHistoryContract {
        @Override
        protected RunHistory history() {
            return new InOrder() {
                @Override
                public synchronized void recover() {
                    runs.replaceAll((id, run) -> run.state() != RunState.RUNNING
                            ? run
                            : run.ended(RunState.INTERRUPTED, run.startedAt(), List.of(), List.of(), List.of()));
                }
            };
        }
    }
}
