package dev.holdfast.backup.testkit;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Knows what is open. Thread-safe. */
final class Leaks {

    private final IdentityHashMap<Object, Open> open = new IdentityHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    private record Open(long number, String what) {}

    synchronized void opened(Object thing, String what) {
        open.put(thing, new Open(numbers.incrementAndGet(), what));
    }

    synchronized void closed(Object thing) {
        open.remove(thing);
    }

    synchronized void forget() {
        open.clear();
    }

    synchronized List<String> list() {
        return open.values().stream()
                .sorted(java.util.Comparator.comparingLong(Open::number))
                .map(Open::what)
                .toList();
    }
}
