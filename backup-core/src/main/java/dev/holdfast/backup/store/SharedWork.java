package dev.holdfast.backup.store;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Many small pieces of one work, which helpers may take shares of: where a look costs a round trip, looking together costs a fraction. The
 * caller's thread works too, and alone where no helper comes, so that a full executor costs time and nothing else.
 *
 * @param <T> what comes out of a piece
 */
final class SharedWork<T> {

    private static final int SHARE = 256;
    private static final int HELPERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int pieces;
    private final Work<T> work;
    private final int shares;
    private final AtomicInteger next = new AtomicInteger();
    private final BlockingQueue<Share<T>> done = new LinkedBlockingQueue<>();

    /** What a thread did: results, or why there are none. */
    private record Share<T>(List<T> results, @Nullable Throwable failure) {}

    /** Does one piece; on any thread. */
    interface Work<T> {
        /** {@return what came out of a piece, or {@code null} for nothing} */
        @Nullable T piece(int number);
    }

    /** Learns what came out; on the caller's thread. */
    interface Taker<T> {
        void take(T result) throws IOException;
    }

    SharedWork(int pieces, Work<T> work) {
        this.pieces = pieces;
        this.work = work;
        this.shares = (pieces + SHARE - 1) / SHARE;
    }

    /**
     * Does the work.
     *
     * @param helpers runs helpers, or drops them
     * @param taker learns what came out, in no order
     * @throws IOException if the taker fails; what a piece throws is thrown as it is. Helpers stop behind the share they are at.
     * @throws InterruptedException if the thread is interrupted in a wait for a helper
     * @throws TimeoutException if a helper is stuck
     */
    void run(Executor helpers, Taker<T> taker) throws IOException, InterruptedException, TimeoutException {
        try {
            call(helpers);
            for (int taken = 0; taken < shares; taken++) {
                for (T result : nextShare().results()) {
                    taker.take(result);
                }
            }
        } finally {
            next.set(shares);
        }
    }

    private Share<T> nextShare() throws InterruptedException, TimeoutException {
        Share<T> share = done.poll();
        if (share == null) {
            int number = next.getAndIncrement();
            share = number < shares ? share(number) : await();
        }
        if (share.failure() instanceof Error e) {
            throw e;
        }
        if (share.failure() instanceof RuntimeException e) {
            throw e;
        }
        return share;
    }

    private Share<T> await() throws InterruptedException, TimeoutException {
        Share<T> share = done.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (share == null) {
            throw new TimeoutException("no answer for " + PATIENCE.toSeconds() + " s");
        }
        return share;
    }

    private void call(Executor helpers) {
        try {
            for (int i = 1; i < shares && i <= HELPERS; i++) {
                helpers.execute(this::help);
            }
        } catch (RejectedExecutionException e) {
            // Nobody has time: the caller does it alone.
        }
    }

    private void help() {
        for (int number = next.getAndIncrement(); number < shares; number = next.getAndIncrement()) {
            done.add(share(number));
        }
    }

    private Share<T> share(int number) {
        List<T> results = new ArrayList<>(SHARE);
        try {
            int end = Math.min(pieces, (number + 1) * SHARE);
            for (int piece = number * SHARE; piece < end; piece++) {
                T result = work.piece(piece);
                if (result != null) {
                    results.add(result);
                }
            }
            return new Share<>(results, null);
        } catch (RuntimeException | Error e) {
            return new Share<>(List.of(), e);
        }
    }
}
