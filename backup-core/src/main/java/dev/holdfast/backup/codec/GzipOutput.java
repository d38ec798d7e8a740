package dev.holdfast.backup.codec;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Writes one gzip member whose blocks are compressed in parallel and written in order; bounded in memory by the blocks in flight.
 *
 * <p>A block that no helper has begun when its turn comes is compressed by the calling thread, so a busy executor delays nothing for ever.
 */
final class GzipOutput extends OutputStream {

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int MOST_HELPERS = 16;

    private final OutputStream out;
    private final int level;
    private final Executor executor;
    private final int inFlight;
    private final Deque<FutureTask<GzipBlock>> pending = new ArrayDeque<>();
    private final Queue<Deflater> deflaters = new ConcurrentLinkedQueue<>();
    private final Deque<GzipBlock> free = new ArrayDeque<>();
    private final CRC32 checksum = new CRC32();
    private GzipBlock current = new GzipBlock();
    private long count;
    private boolean started;
    private boolean closed;
    private volatile boolean abandoned;

    GzipOutput(OutputStream out, int level, Executor executor, int parallelism) {
        this.out = out;
        this.level = level;
        this.executor = parallelism > 1 ? executor : Runnable::run;
        this.inFlight = parallelism > 1 ? 2 * Math.min(parallelism, MOST_HELPERS) : 0;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checksum.update(bytes, offset, length);
        count += length;
        int from = offset;
        int left = length;
        while (left > 0) {
            if (current.isFull()) {
                GzipBlock full = current;
                // Copies the end of the full block before a helper or a writer can give it away.
                GzipBlock next = free.isEmpty() ? new GzipBlock() : free.pop();
                next.beginBehind(full);
                current = next;
                submit(full);
            }
            int taken = current.fill(bytes, from, left);
            from += taken;
            left -= taken;
        }
    }

    private void submit(GzipBlock block) throws IOException {
        FutureTask<GzipBlock> task = new FutureTask<>(() -> compress(block, false));
        pending.add(task);
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
        while (pending.size() > inFlight) {
            writeOldest();
        }
    }

    private GzipBlock compress(GzipBlock block, boolean last) {
        if (abandoned) {
            return block;
        }
        Deflater pooled = deflaters.poll();
        Deflater deflater = pooled == null ? new Deflater(level, true) : pooled;
        try {
            block.deflate(deflater, last);
            return block;
        } finally {
            deflater.reset();
            deflaters.add(deflater);
        }
    }

    private void writeOldest() throws IOException {
        FutureTask<GzipBlock> task = pending.element();
        task.run();
        GzipBlock block;
        try {
            block = task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while compressing").initCause(e);
        } catch (ExecutionException e) {
            throw new IOException("cannot compress", e.getCause());
        }
        pending.remove();
        writeBlock(block);
        free.push(block);
    }

    private void writeBlock(GzipBlock block) throws IOException {
        start();
        out.write(block.output(), 0, block.outputLength());
    }

    private void start() throws IOException {
        if (!started) {
            started = true;
            out.write(HEADER);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            try {
                while (!pending.isEmpty()) {
                    writeOldest();
                }
                writeBlock(compress(current, true));
                out.write(trailer());
            } finally {
                abandonRest();
            }
        }
    }

    private byte[] trailer() {
        byte[] trailer = new byte[8];
        long both = checksum.getValue() | count << 32;
        for (int i = 0; i < trailer.length; i++) {
            trailer[i] = (byte) (both >>> (8 * i));
        }
        return trailer;
    }

    /** Waits for helpers that run, which takes the time of a block, and frees native memory. */
    private void abandonRest() {
        abandoned = true;
        boolean interrupted = false;
        @Nullable FutureTask<GzipBlock> task;
        while ((task = pending.peek()) != null) {
            task.run();
            try {
                task.get();
                pending.remove();
            } catch (ExecutionException e) {
                pending.remove();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        deflaters.forEach(Deflater::end);
        deflaters.clear();
    }
}
