package dev.holdfast.backup.internal.pipeline;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The buffers of one backup: their number bounds what is on its way between the capturing thread and the slowest store. */
final class BufferPool {

    /** Big enough that system calls and wake-ups cost nothing, small enough to stay in a processor's cache. */
    static final int CHUNK = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private final ArrayDeque<Chunk> free = new ArrayDeque<>();
    private int unmade;

    BufferPool(int chunks) {
        this.unmade = chunks;
    }

    /** Returns a buffer, or null if none came free within the time. */
    @Nullable Chunk take(long waitMillis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
            while (free.isEmpty() && unmade == 0) {
                if (left <= 0) {
                    return null;
                }
                left = given.awaitNanos(left);
            }
            // The one used last is still warm.
            Chunk chunk = free.pollLast();
            if (chunk == null) {
                unmade--;
                chunk = new Chunk(this);
            }
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    void give(Chunk chunk) {
        lock.lock();
        try {
            free.addLast(chunk);
            given.signal();
        } finally {
            lock.unlock();
        }
    }
}
