package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.StoreException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which stores of a backup have failed, and why. Thread-safe: lanes report here. */
final class Standing {

    private final PipelineListener listener;
    private final Map<String, StoreException> dropped = new LinkedHashMap<>();

    Standing(PipelineListener listener) {
        this.listener = listener;
    }

    /** Takes a store out; the first failure of each counts. */
    void drop(String store, StoreException why) {
        synchronized (this) {
            StoreException first = dropped.putIfAbsent(store, why);
            if (first != null) {
                if (first != why) {
                    first.addSuppressed(why);
                }
                return;
            }
        }
        listener.dropped(store, why);
    }

    synchronized boolean isStanding(String store) {
        return !dropped.containsKey(store);
    }

    synchronized Map<String, StoreException> dropped() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
    }

    /**
     * Returns what to throw when no store is left: a new exception each time, since one that is thrown by a stream's write and by its close
     * could not be suppressed by itself.
     */
    synchronized StoreException noneLeft() {
        if (dropped.isEmpty()) {
            return new StoreException(Failure.of("HF-STO-051", "the backup has no store to go to")
                    .hint("Name at least one store for the job."));
        }
        StoreException first = dropped.values().iterator().next();
        StoreException none = new StoreException(first.failure(), first);
        dropped.values().stream().skip(1).forEach(none::addSuppressed);
        return none;
    }
}
