package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.ServicePause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Measures how long what hooks act on was held still: from the undo record of an act until it is settled. Thread-safe. */
final class PauseLog {

    private final LongSupplier nanos;
    private final Map<Integer, Begun> open = new LinkedHashMap<>();
    private final List<ServicePause> over = new ArrayList<>();
    private long since;
    private long total;

    /**
     * Makes an empty log.
     *
     * @param nanos monotonic time in nanoseconds
     */
    PauseLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Begins a pause.
     *
     * @param record the number of the undo record
     * @param hook the hook's name
     * @param resource what it acts on
     */
    synchronized void begin(int record, String hook, String resource) {
        long now = nanos.getAsLong();
        if (open.isEmpty()) {
            since = now;
        }
        open.put(record, new Begun(hook, resource, now));
    }

    /**
     * Ends a pause.
     *
     * @param record the number of the undo record
     * @return the pause; empty if there is none, or no more
     */
    synchronized Optional<ServicePause> end(int record) {
        @Nullable Begun begun = open.remove(record);
        if (begun == null) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        if (open.isEmpty()) {
            total += now - since;
        }
        ServicePause pause = begun.until(now);
        over.add(pause);
        return Optional.of(pause);
    }

    /** Returns for how long anything was held still; what still is counts until now. */
    synchronized Duration total() {
        return Duration.ofNanos(total + (open.isEmpty() ? 0 : nanos.getAsLong() - since));
    }

    /** Returns all pauses in the order in which they ended; those that have not count until now, and come last. */
    synchronized List<ServicePause> all() {
        long now = nanos.getAsLong();
        List<ServicePause> all = new ArrayList<>(over);
        open.values().forEach(begun -> all.add(begun.until(now)));
        return all;
    }

    private record Begun(String hook, String resource, long at) {

        ServicePause until(long now) {
            return new ServicePause(hook, resource, Duration.ofNanos(Math.max(0, now - at)));
        }
    }
}
