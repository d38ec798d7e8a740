package dev.holdfast.backup.engine;

import dev.holdfast.backup.history.HistoryPage;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.spi.RunHistory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Remembers the last runs of this process. Thread-safe. */
public final class InMemoryRunHistory implements RunHistory {

    /** How many runs are remembered. */
    public static final int CAPACITY = 1000;

    private static final Comparator<RunRecord> NEWEST_FIRST = Comparator.comparing(RunRecord::startedAt)
            .thenComparing(RunRecord::id)
            .reversed();

    private final Map<String, RunRecord> byId = new HashMap<>();
    private final NavigableSet<RunRecord> inOrder = new TreeSet<>(NEWEST_FIRST);

    /** Makes an empty history. */
    public InMemoryRunHistory() {}

    @Override
    public synchronized void record(RunRecord run) {
        RunRecord earlier = byId.get(run.id());
        if (earlier != null && !run.supersedes(earlier)) {
            return;
        }
        if (earlier != null) {
            inOrder.remove(earlier);
        }
        byId.put(run.id(), run);
        inOrder.add(run);
        if (inOrder.size() > CAPACITY) {
            byId.remove(inOrder.pollLast().id());
        }
    }

    @Override
    public synchronized HistoryPage page(HistoryQuery query) {
        List<RunRecord> found = inOrder.stream()
                .filter(query::matches)
                .limit(query.limit() + 1L)
                .toList();
        return HistoryPage.of(found, query.limit());
    }

    @Override
    public synchronized Optional<RunRecord> find(String run) {
        return Optional.ofNullable(byId.get(run));
    }
}
