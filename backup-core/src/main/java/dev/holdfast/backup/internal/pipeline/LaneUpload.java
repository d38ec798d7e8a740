package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.internal.format.StoreFailures;
import dev.holdfast.backup.spi.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One artifact on its way into one store: a queue that the capturing thread fills and one other thread empties into the store's upload.
 *
 * <p>An executor may have no thread for a lane, for as long as the capture runs. The capturing thread then takes the lane over and writes by
 * itself, so no executor, however small, makes a backup hang.
 */
final class LaneUpload implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LaneUpload.class);
    private static final long LOOK_SECONDS = 1;

    private enum Mode {
        /** Handed to the executor, not begun. */
        WAITING,
        /** A thread of the executor works on it. */
        THREAD,
        /** The capturing thread works on it. */
        INLINE,
        /** Committed, failed or given up. */
        ENDED
    }

    private final CommitProtocol protocol;
    private final String name;
    private final Consumer<StoreException> onFailure;
    private final Thread owner = Thread.currentThread();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Chunk> queue = new ArrayDeque<>();
    private Mode mode = Mode.WAITING;
    private boolean complete;
    private boolean aborted;
    private long bytes;
    private String sha256 = "";
    private @Nullable Thread runner;
    private @Nullable StoreException failure;
    private volatile @Nullable Error error;
    // Only for the thread that works on the lane.
    private @Nullable Upload upload;

    LaneUpload(CommitProtocol protocol, String name, Consumer<StoreException> onFailure) {
        this.protocol = protocol;
        this.name = name;
        this.onFailure = onFailure;
    }

    void start(Executor executor) {
        try {
            executor.execute(this);
        } catch (RejectedExecutionException e) {
            LOG.debug("the executor took no lane for {}; the capturing thread writes by itself", name);
        }
    }

    @Override
    public void run() {
        lock.lock();
        try {
            // An executor that runs its tasks in the caller must not make it wait for itself.
            if (mode != Mode.WAITING || Thread.currentThread() == owner) {
                return;
            }
            mode = Mode.THREAD;
            runner = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        try {
            open();
            for (Chunk chunk = next(); chunk != null; chunk = next()) {
                write(chunk);
            }
            commit();
        } catch (Error e) {
            // Not the store's fault, and nothing to go on after: the capturing thread throws it.
            error = e;
        } catch (Exception e) {
            fail(e);
        } finally {
            end();
        }
    }

    private @Nullable Chunk next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (aborted) {
                    throw new InterruptedException("given up");
                }
                Chunk chunk = queue.pollFirst();
                if (chunk != null || complete) {
                    return chunk;
                }
                boolean signalled = changed.await(LOOK_SECONDS, TimeUnit.SECONDS);
                if (!signalled && !owner.isAlive()) {
                    throw new InterruptedException("the capturing thread is gone");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void open() {
        upload = protocol.upload(name, OptionalLong.empty());
    }

    private void write(Chunk chunk) throws IOException {
        try {
            body().write(chunk.bytes, 0, chunk.length);
        } finally {
            chunk.release();
        }
    }

    private OutputStream body() {
        return current().body();
    }

    private Upload current() {
        Upload now = upload;
        if (now == null) {
            throw new IllegalStateException("the upload of " + name + " is not open");
        }
        return now;
    }

    private void commit() {
        protocol.commit(current(), name, bytes, sha256);
    }

    private void fail(Throwable cause) {
        boolean report;
        StoreException why = StoreFailures.of(protocol.store().name(), "write " + name, cause);
        lock.lock();
        try {
            report = !aborted;
            failure = why;
        } finally {
            lock.unlock();
        }
        if (report) {
            onFailure.accept(why);
        }
    }

    /** Ends the work of the current thread on this lane: whatever happened, the upload is closed and no chunk is held. */
    private void end() {
        lock.lock();
        try {
            if (runner == Thread.currentThread()) {
                runner = null;
                // The interrupt of an abort was for this lane, not for the executor's thread.
                if (Thread.interrupted() && !aborted) {
                    Thread.currentThread().interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
        closeUpload();
        lock.lock();
        try {
            mode = Mode.ENDED;
            drain();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        for (Chunk chunk = queue.pollFirst(); chunk != null; chunk = queue.pollFirst()) {
            chunk.release();
        }
    }

    private void closeUpload() {
        Upload now = upload;
        upload = null;
        if (now != null) {
            try {
                now.close();
            } catch (IOException | RuntimeException e) {
                LOG.warn("store {} could not give up {}: {}", protocol.store().name(), name, e.toString());
            }
        }
    }

    // ---- for the capturing thread ----

    /** Tells whether bytes still have to be given to this lane. */
    boolean isLive() {
        lock.lock();
        try {
            return failure == null && mode != Mode.ENDED;
        } finally {
            lock.unlock();
        }
    }

    /** Throws what ended the lane if it was no failure of the store but an Error. */
    void rethrow() {
        Error thrown = error;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Tells whether the artifact is in the store. */
    boolean isCommitted() {
        lock.lock();
        try {
            return mode == Mode.ENDED && failure == null && error == null && !aborted;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the name of the store it goes to. */
    String store() {
        return protocol.store().name();
    }

    /** Takes one share of a chunk. */
    void put(Chunk chunk) {
        lock.lock();
        try {
            if (mode == Mode.ENDED) {
                chunk.release();
                return;
            }
            if (mode != Mode.INLINE) {
                queue.addLast(chunk);
                changed.signalAll();
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            write(chunk);
        } catch (IOException | RuntimeException e) {
            fail(e);
            end();
        }
    }

    /** Writes what waits in the queue if no thread has begun to, and everything from now on. */
    void takeOverIfWaiting() {
        lock.lock();
        try {
            if (mode != Mode.WAITING) {
                return;
            }
            mode = Mode.INLINE;
        } finally {
            lock.unlock();
        }
        try {
            open();
            // Nobody else touches the queue of an inline lane.
            for (Chunk chunk = queue.pollFirst(); chunk != null; chunk = queue.pollFirst()) {
                write(chunk);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
            end();
        }
    }

    /** Says that all bytes were given; does not wait. */
    void complete(long total, String digest) {
        lock.lock();
        try {
            bytes = total;
            sha256 = digest;
            complete = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of a completed lane for so long; returns whether it came. */
    boolean awaitEnd(long millis) throws InterruptedException {
        takeOverIfWaiting();
        lock.lockInterruptibly();
        try {
            if (mode != Mode.INLINE) {
                long left = TimeUnit.MILLISECONDS.toNanos(millis);
                while (mode != Mode.ENDED && left > 0) {
                    left = changed.awaitNanos(left);
                }
                return mode == Mode.ENDED;
            }
        } finally {
            lock.unlock();
        }
        try {
            commit();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            end();
        }
        return true;
    }

    /** Gives up; the thread that works on it is interrupted. Does not wait. */
    void abort() {
        boolean here;
        lock.lock();
        try {
            aborted = true;
            here = mode == Mode.WAITING || mode == Mode.INLINE;
            if (here) {
                mode = Mode.INLINE;
            }
            if (runner != null) {
                runner.interrupt();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (here) {
            end();
        }
    }

    /** Waits for the end of a lane that was given up, for so long at most. */
    void awaitAborted(long millis) {
        boolean interrupted = false;
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (mode != Mode.ENDED && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (mode != Mode.ENDED) {
                LOG.warn("store {} does not let go of {}", protocol.store().name(), name);
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
