package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.internal.format.Hashes;
import dev.holdfast.backup.spi.Cancellation;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The end of the capturing thread's part of the pipeline: takes the stored form, computes its digest and hands it to all lanes at once.
 *
 * <p>Throws the stores' own failure when none is left.
 */
final class FanOut extends OutputStream {

    private static final long WAIT_MILLIS = 50;
    private static final long ABORT_MILLIS = 10_000;

    private final BufferPool pool;
    private final List<LaneUpload> lanes;
    private final Cancellation cancellation;
    private final Standing stores;
    private final LongAdder storedBytes;
    private final MessageDigest digest = Hashes.sha256();
    private @Nullable Chunk current;
    private long bytes;
    private String sha256 = "";
    private boolean closed;

    FanOut(BufferPool pool, List<LaneUpload> lanes, Cancellation cancellation, Standing stores, LongAdder storedBytes) {
        this.pool = pool;
        this.lanes = lanes;
        this.cancellation = cancellation;
        this.stores = stores;
        this.storedBytes = storedBytes;
    }

    long bytes() {
        return bytes;
    }

    String sha256() {
        return sha256;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
        if (closed) {
            // A codec that is freed after a failure still has bytes to get rid of.
            return;
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            Chunk chunk = current;
            if (chunk == null) {
                chunk = take();
                current = chunk;
            }
            int part = Math.min(left, BufferPool.CHUNK - chunk.length);
            System.arraycopy(buffer, from, chunk.bytes, chunk.length, part);
            chunk.length += part;
            from += part;
            left -= part;
            if (chunk.length == BufferPool.CHUNK) {
                dispatch(chunk);
            }
        }
    }

    private Chunk take() {
        while (true) {
            cancellation.check();
            try {
                Chunk chunk = pool.take(WAIT_MILLIS);
                if (chunk != null) {
                    return chunk;
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            requireLive();
            // No buffer came back: perhaps a lane has found no thread.
            lanes.forEach(LaneUpload::takeOverIfWaiting);
        }
    }

    private static CancelledException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CancelledException(Failure.of("HF-RUN-001", "cancelled: the capturing thread was interrupted"), e);
    }

    private void dispatch(Chunk chunk) {
        current = null;
        digest.update(chunk.bytes, 0, chunk.length);
        bytes += chunk.length;
        storedBytes.add(chunk.length);
        List<LaneUpload> live = live();
        if (live.isEmpty()) {
            chunk.recycle();
            throw stores.noneLeft();
        }
        chunk.share(live.size());
        live.forEach(lane -> lane.put(chunk));
    }

    private void requireLive() {
        if (live().isEmpty()) {
            throw stores.noneLeft();
        }
    }

    /** The lanes that still take bytes; a store that dropped out by another artifact's lane gives up this one too. */
    private List<LaneUpload> live() {
        lanes.forEach(LaneUpload::rethrow);
        return lanes.stream()
                .filter(LaneUpload::isLive)
                .filter(lane -> {
                    boolean standing = stores.isStanding(lane.store());
                    if (!standing) {
                        lane.abort();
                    }
                    return standing;
                })
                .toList();
    }

    /** Commits the artifact in every store that is left. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        Chunk last = current;
        if (last != null) {
            dispatch(last);
        }
        closed = true;
        sha256 = Hashes.hex(digest.digest());
        try {
            lanes.forEach(lane -> lane.complete(bytes, sha256));
            for (LaneUpload lane : lanes) {
                while (!lane.awaitEnd(WAIT_MILLIS)) {
                    cancellation.check();
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        lanes.forEach(LaneUpload::rethrow);
        if (lanes.stream().noneMatch(LaneUpload::isCommitted)) {
            throw stores.noneLeft();
        }
    }

    /** Gives up in every store; bytes that still come are thrown away. */
    void abort() {
        closed = true;
        Chunk chunk = current;
        current = null;
        if (chunk != null) {
            chunk.recycle();
        }
        lanes.forEach(LaneUpload::abort);
        lanes.forEach(lane -> lane.awaitAborted(ABORT_MILLIS));
    }
}
