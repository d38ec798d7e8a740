package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.engine.OperationHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What runs on this node because it was due. Thread-safe. */
final class Running {

    private static final java.time.Duration CANCEL_PATIENCE = java.time.Duration.ofMinutes(5);

    private final Set<OperationHandle<?>> handles = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /** Waits for the end; an interrupt cancels, and the end is waited for all the same. */
    <R> R await(OperationHandle<R> handle) throws InterruptedException {
        handles.add(handle);
        try {
            if (cancelled) {
                handle.cancel();
            }
            return handle.await();
        } catch (InterruptedException e) {
            handle.cancel();
            handle.await(CANCEL_PATIENCE);
            throw e;
        } finally {
            handles.remove(handle);
        }
    }

    int count() {
        return handles.size();
    }

    /** Cancels all, and what begins from now on. */
    void cancelAll() {
        cancelled = true;
        handles.forEach(OperationHandle::cancel);
    }
}
