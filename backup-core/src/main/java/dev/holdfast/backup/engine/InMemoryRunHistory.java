package dev.holdfast.backup.engine;

import dev.holdfast.backup.spi.RunHistory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Remembers the last runs of this process. Thread-safe. */
public final class InMemoryRunHistory implements RunHistory {

    /** How many runs are remembered. */
    public static final int CAPACITY = 1000;

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Makes an empty history. */
    public InMemoryRunHistory() {}

    @Override
    public synchronized void record(Entry entry) {
        entries.put(entry.run(), entry);
        if (entries.size() > CAPACITY) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    @Override
    public synchronized Stream<Entry> entries() {
        List<Entry> newestFirst = new ArrayList<>(entries.values());
        java.util.Collections.reverse(newestFirst);
        return newestFirst.stream();
    }
}
