package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.spi.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream ahead of whoever uses it, so that decoding and using what was decoded take a processor each. For one reading thread.
 *
 * <p>An executor may have no thread for it. The reading thread then reads the stream by itself, so no executor, however small, makes a restore
 * hang. What the stream throws is thrown where the reading thread would have met it, after all bytes before it.
 */
final class AheadStream extends InputStream {

    private static final Logger LOG = LoggerFactory.getLogger(AheadStream.class);
    private static final int CHUNK = 256 * 1024;
    private static final int CHUNKS = 8;
    private static final long LOOK_MILLIS = 100;
    /** How long a thread may take to come; one that is free comes within a fraction of that. */
    private static final long BEGIN_MILLIS = 50;

    private static final long CLOSE_MILLIS = 10_000;

    private enum Mode {
        /** Handed to the executor, not begun. */
        WAITING,
        /** A thread of the executor reads. */
        AHEAD,
        /** The reading thread reads by itself. */
        INLINE,
        /** The thread that read ahead is done: at the end, failed, or closed. */
        ENDED
    }

    private static final class Chunk {
        private final byte[] bytes = new byte[CHUNK];
        private int length;
    }

    private final InputStream source;
    private final Cancellation cancellation;
    private final Thread owner = Thread.currentThread();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Chunk> full = new ArrayDeque<>();
    private final ArrayDeque<Chunk> empty = new ArrayDeque<>();
    private Mode mode = Mode.WAITING;
    private boolean closed;
    private int made;
    private @Nullable Throwable failure;
    // Only for the reading thread.
    private @Nullable Chunk current;
    private int position;

    private AheadStream(InputStream source, Cancellation cancellation) {
        this.source = source;
        this.cancellation = cancellation;
    }

    /**
     * Begins to read ahead.
     *
     * @param source what is read, closed with the result
     * @param executor whose thread reads
     * @param cancellation ends a wait
     * @return the same bytes
     */
    static AheadStream of(InputStream source, Executor executor, Cancellation cancellation) {
        AheadStream stream = new AheadStream(source, cancellation);
        try {
            executor.execute(stream::readAhead);
        } catch (RejectedExecutionException e) {
            LOG.debug("the executor reads nothing ahead; the reading thread decodes by itself");
            stream.mode = Mode.INLINE;
        }
        return stream;
    }

    private void readAhead() {
        lock.lock();
        try {
            if (mode != Mode.WAITING) {
                return;
            }
            if (Thread.currentThread() == owner) {
                // An executor that runs its tasks in the caller has nobody to read ahead.
                mode = Mode.INLINE;
                return;
            }
            mode = Mode.AHEAD;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Throwable thrown = null;
        try {
            boolean more = true;
            while (more) {
                Chunk chunk = empty();
                more = chunk != null && fill(chunk);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thrown = interrupted(e);
        } catch (IOException | RuntimeException | Error e) {
            thrown = e;
        } finally {
            end(thrown);
        }
    }

    /** Fills a chunk, since a decoder gives some KiB at once and each hand-over costs; returns false at the end of the source. */
    private boolean fill(Chunk chunk) throws IOException {
        chunk.length = 0;
        try {
            while (chunk.length < CHUNK) {
                int n = source.read(chunk.bytes, chunk.length, CHUNK - chunk.length);
                if (n < 0) {
                    return false;
                }
                chunk.length += n;
            }
            return true;
        } finally {
            // What comes before damage is good for a salvage.
            if (chunk.length > 0) {
                hand(chunk);
            }
        }
    }

    private @Nullable Chunk empty() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                Chunk chunk = empty.pollLast();
                if (chunk != null) {
                    return chunk;
                }
                if (made < CHUNKS) {
                    made++;
                    return new Chunk();
                }
                boolean signalled = changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (!signalled && !owner.isAlive()) {
                    return null;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void hand(Chunk chunk) {
        lock.lock();
        try {
            full.addLast(chunk);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable Throwable thrown) {
        lock.lock();
        try {
            failure = thrown;
            mode = Mode.ENDED;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        Chunk chunk = current;
        if (chunk == null) {
            chunk = next();
            if (chunk == null) {
                // Nobody reads ahead, or no more: whoever reads behind the end or the damage hears of it from the
                // source.
                return source.read(buffer, offset, length);
            }
            current = chunk;
            position = 0;
        }
        int n = Math.min(length, chunk.length - position);
        System.arraycopy(chunk.bytes, position, buffer, offset, n);
        position += n;
        if (position == chunk.length) {
            current = null;
            giveBack(chunk);
        }
        return n;
    }

    /** Returns the next bytes that were read ahead; null if the source is to be read by this thread from here on. */
    private @Nullable Chunk next() throws IOException {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw new IOException("the stream is closed");
                }
                Chunk chunk = full.pollFirst();
                if (chunk != null) {
                    return chunk;
                }
                if (mode == Mode.WAITING) {
                    awaitBegin();
                    // While this waited, a short stream may have been read to its end.
                    continue;
                }
                if (mode == Mode.INLINE || mode == Mode.ENDED) {
                    rethrow();
                    return null;
                }
                cancellation.check();
                boolean signalled = changed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                LOG.trace("bytes came: {}", signalled);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a thread to begin, and takes over from one that does not come; called with the lock. */
    private void awaitBegin() throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(BEGIN_MILLIS);
        while (mode == Mode.WAITING && left > 0) {
            left = changed.awaitNanos(left);
        }
        if (mode == Mode.WAITING) {
            mode = Mode.INLINE;
        }
    }

    private void rethrow() throws IOException {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    private static CancelledException interrupted(InterruptedException e) {
        return new CancelledException(Failure.of("HF-RUN-001", "cancelled: the reading thread was interrupted"), e);
    }

    private void giveBack(Chunk chunk) {
        lock.lock();
        try {
            empty.addLast(chunk);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the reading ahead, waits until nobody reads any more, and closes the source. */
    @Override
    public void close() throws IOException {
        boolean interrupted = false;
        lock.lock();
        try {
            closed = true;
            if (mode == Mode.WAITING) {
                mode = Mode.ENDED;
            }
            changed.signalAll();
            long left = TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
            while (mode == Mode.AHEAD && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        source.close();
    }
}
