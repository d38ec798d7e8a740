package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.RunContext;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Walks and reads ahead of whoever stores, in a window of bounded size, and hands over in order.
 *
 * <p>There are three kinds of work: walk a stretch of the tree, cut a batch from it, prepare a batch. Helpers on the run's executor take what
 * there is, and so does the storing thread when the batch that it needs next was taken by nobody. So no executor, however busy, can stop it.
 */
final class ReadAhead implements Closeable {

    private static final int STRETCH = 2048;
    private static final int STRETCHES = 2;
    private static final int WINDOW = 24;
    private static final int BUFFER = 1 << 20;
    private static final int LARGEST = BUFFER / 2;
    private static final long PROBED = 32 * 1024;
    private static final long POLL_MILLIS = 100;
    private static final Duration LONGEST_END = Duration.ofMinutes(1);

    private final FoundSource walk;
    private final Preparer preparer;
    private final BlockCounts blocks;
    private final Cancellation cancellation;
    private final Thread owner = Thread.currentThread();

    // All of the following is guarded by this.
    private final Deque<Stretch> stretches = new ArrayDeque<>();
    private final Deque<Batch> window = new ArrayDeque<>();
    private final Deque<byte[]> buffers = new ArrayDeque<>();
    private boolean walking;
    private boolean walked;
    private @Nullable Throwable walkFailure;
    private boolean closed;
    private int helpers;

    /** A piece of the tree, walked and not yet cut into batches. */
    private static final class Stretch {
        private final List<Found> found;
        private final BitSet mayHaveHoles;
        private int next;

        Stretch(List<Found> found, BitSet mayHaveHoles) {
            this.found = found;
            this.mayHaveHoles = mayHaveHoles;
        }
    }

    /** Something to do, without the lock. */
    private interface Work {
        void run() throws Exception;
    }

    ReadAhead(FoundSource walk, Preparer preparer, BlockCounts blocks, RunContext context) {
        this.walk = walk;
        this.preparer = preparer;
        this.blocks = blocks;
        this.cancellation = context.cancellation();
        int wanted = Math.max(1, Math.min(4, context.parallelism()));
        for (int i = 0; i < wanted; i++) {
            try {
                context.executor().execute(this::help);
            } catch (RejectedExecutionException e) {
                // The storing thread does the work itself.
                break;
            }
        }
    }

    /**
     * Returns the next batch, prepared; give it back with {@link #release}.
     *
     * @return the batch, or {@code null} at the end
     */
    @Nullable Batch next() throws Exception {
        while (true) {
            cancellation.check();
            Work work;
            synchronized (this) {
                Batch head = window.peek();
                if (head != null && head.isDone()) {
                    window.remove();
                    notifyAll();
                    rethrow(head.failure());
                    return head;
                }
                if (head != null && !head.isClaimed()) {
                    work = claim(head);
                } else if (head != null) {
                    wait(POLL_MILLIS);
                    continue;
                } else {
                    rethrow(walkFailure);
                    if (walked && stretches.isEmpty()) {
                        return null;
                    }
                    work = find();
                    if (work == null) {
                        wait(POLL_MILLIS);
                        continue;
                    }
                }
            }
            work.run();
        }
    }

    /** Takes back a batch whose content is stored. */
    synchronized void release(Batch batch) {
        if (batch.needsBuffer()) {
            buffers.push(batch.buffer());
        }
    }

    private void help() {
        if (Thread.currentThread() == owner) {
            // An executor that runs its tasks at once has no helpers to give.
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            helpers++;
        }
        try {
            while (true) {
                Work work;
                synchronized (this) {
                    work = closed ? null : find();
                    if (work == null) {
                        if (closed || isOver()) {
                            return;
                        }
                        wait(POLL_MILLIS);
                        continue;
                    }
                }
                work.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            synchronized (this) {
                fail(e);
            }
        } finally {
            synchronized (this) {
                helpers--;
                notifyAll();
            }
        }
    }

    private void fail(Throwable e) {
        if (walkFailure == null) {
            walkFailure = e;
        }
        walked = true;
        notifyAll();
    }

    private boolean isOver() {
        return walked && stretches.isEmpty() && window.stream().allMatch(Batch::isClaimed);
    }

    private static void rethrow(@Nullable Throwable failure) throws Exception {
        if (failure instanceof Exception e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** Finds something to do and claims it; called with the lock. */
    private @Nullable Work find() {
        for (Batch batch : window) {
            if (!batch.isClaimed()) {
                return claim(batch);
            }
        }
        if (!stretches.isEmpty() && window.size() < WINDOW) {
            return claim(cut());
        }
        if (!walked && !walking && stretches.size() < STRETCHES) {
            walking = true;
            return this::walkOn;
        }
        return null;
    }

    private Work claim(Batch batch) {
        batch.claim();
        return () -> prepare(batch);
    }

    private Batch cut() {
        Stretch stretch = stretches.element();
        Batch batch = new Batch(BUFFER, LARGEST);
        while (stretch.next < stretch.found.size()
                && batch.add(stretch.found.get(stretch.next), stretch.mayHaveHoles.get(stretch.next))) {
            stretch.next++;
        }
        if (stretch.next == stretch.found.size()) {
            stretches.remove();
        }
        if (batch.needsBuffer()) {
            byte[] buffer = buffers.poll();
            batch.buffer(buffer == null ? new byte[BUFFER] : buffer);
        }
        window.add(batch);
        notifyAll();
        return batch;
    }

    private void prepare(Batch batch) {
        Throwable failure = null;
        try {
            batch.prepare(preparer, blocks);
        } catch (InterruptedException | RuntimeException | Error e) {
            failure = e;
        }
        synchronized (this) {
            batch.done(failure);
            notifyAll();
        }
    }

    private void walkOn() {
        Throwable failure = null;
        List<Found> found = new ArrayList<>(STRETCH);
        BitSet holes = new BitSet();
        boolean end = false;
        try {
            while (found.size() < STRETCH && !end) {
                Found next = walk.next();
                if (next == null) {
                    end = true;
                } else {
                    found.add(next);
                }
            }
            holes = probe(found);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            failure = e;
        }
        synchronized (this) {
            walking = false;
            if (failure != null) {
                fail(failure);
            } else if (!found.isEmpty()) {
                stretches.add(new Stretch(found, holes));
            }
            walked |= end;
            notifyAll();
        }
    }

    private BitSet probe(List<Found> found) throws InterruptedException {
        List<Found> candidates = new ArrayList<>();
        BitSet positions = new BitSet(found.size());
        for (int i = 0; i < found.size(); i++) {
            FileStat stat = found.get(i).stat();
            if (stat.isRegular() && stat.size() >= PROBED) {
                candidates.add(found.get(i));
                positions.set(i);
            }
        }
        BitSet holes = blocks.mayHaveHoles(candidates);
        BitSet result = new BitSet(found.size());
        int candidate = 0;
        for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
            result.set(i, holes.get(candidate++));
        }
        return result;
    }

    /** Ends the helpers, waits until none works any more, and ends the walk. */
    @Override
    public void close() throws IOException {
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            notifyAll();
            // A helper looks at the end before each piece of work, and a piece is short.
            Deadline patience = Deadline.after(LONGEST_END);
            while (helpers > 0 && !patience.isOver()) {
                try {
                    wait(POLL_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        walk.close();
    }
}
