package dev.holdfast.backup.internal.pipeline;

import java.util.concurrent.atomic.AtomicInteger;

/** A reused buffer that several lanes read; the last one gives it back. */
final class Chunk {

    final byte[] bytes = new byte[BufferPool.CHUNK];
    int length;
    private final BufferPool pool;
    private final AtomicInteger uses = new AtomicInteger();

    Chunk(BufferPool pool) {
        this.pool = pool;
    }

    /** Says how many will release it. */
    void share(int users) {
        uses.set(users);
    }

    void release() {
        if (uses.decrementAndGet() <= 0) {
            recycle();
        }
    }

    /** Gives it back although nobody else has seen it. */
    void recycle() {
        length = 0;
        pool.give(this);
    }
}
