package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.RunContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes small files in batches behind whoever reads the archive, on helpers of the run's executor; whoever waits for a batch that no helper took
 * writes it himself. For one thread.
 */
final class WriteBehind implements AutoCloseable {

    private static final int BUFFER = 1 << 20;
    private static final int MOST = 128;
    private static final int WINDOW = 8;
    private static final long POLL_MILLIS = 100;

    /** The largest file that is written behind. */
    static final int LARGEST = BUFFER / 4;

    /** A file to write, whose content was read. */
    record Small(Place place, ArchiveEntry entry, int offset) {}

    /** Writes one file. */
    interface Writer {
        void write(Small small, byte[] buffer) throws IOException, InterruptedException;
    }

    private final class Batch implements Runnable {
        private final byte[] buffer;
        private final List<Small> files = new ArrayList<>(MOST);
        private final AtomicBoolean claimed = new AtomicBoolean();
        private final CountDownLatch done = new CountDownLatch(1);
        private int used;
        private volatile @Nullable Throwable failure;

        Batch(byte[] buffer) {
            this.buffer = buffer;
        }

        @Override
        public void run() {
            if (!claimed.compareAndSet(false, true)) {
                return;
            }
            try {
                for (Small file : files) {
                    cancellation.check();
                    if (stopped) {
                        break;
                    }
                    writer.write(file, buffer);
                }
            } catch (InterruptedException | IOException | RuntimeException | Error e) {
                failure = e;
            } finally {
                done.countDown();
            }
        }
    }

    private final RunContext context;
    private final Cancellation cancellation;
    private final Writer writer;
    private final Deque<Batch> outstanding = new ArrayDeque<>();
    private final Deque<byte[]> buffers = new ArrayDeque<>();
    private @Nullable Batch current;
    private volatile boolean stopped;

    WriteBehind(RunContext context, Writer writer) {
        this.context = context;
        this.cancellation = context.cancellation();
        this.writer = writer;
    }

    /**
     * Takes a file: reads its content now and writes it later.
     *
     * @param place where to
     * @param entry the entry, of at most {@link #LARGEST} bytes
     * @param content the content, read to its end
     */
    void add(Place place, ArchiveEntry entry, InputStream content) throws Exception {
        int size = (int) entry.size();
        if (current != null && (current.files.size() == MOST || current.used + size > BUFFER)) {
            submit();
        }
        if (current == null) {
            byte[] buffer = buffers.poll();
            current = new Batch(buffer == null ? new byte[BUFFER] : buffer);
        }
        int length = content.readNBytes(current.buffer, current.used, size);
        // The end of the stream is where the digest is checked.
        if (length != size || content.read() >= 0) {
            throw new IOException("the content of an entry has another length than its header says");
        }
        current.files.add(new Small(place, entry, current.used));
        current.used += size;
    }

    private void submit() throws Exception {
        Batch batch = current;
        if (batch == null) {
            return;
        }
        current = null;
        outstanding.add(batch);
        try {
            context.executor().execute(batch);
        } catch (RejectedExecutionException e) {
            batch.run();
        }
        while (outstanding.size() > WINDOW) {
            finish(outstanding.remove());
        }
    }

    private void finish(Batch batch) throws Exception {
        batch.run();
        while (!batch.done.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            cancellation.check();
        }
        Throwable failure = batch.failure;
        if (failure instanceof Exception e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        buffers.push(batch.buffer);
    }

    /** Writes all that was taken. */
    void drain() throws Exception {
        submit();
        while (!outstanding.isEmpty()) {
            finish(outstanding.remove());
        }
    }

    /** Stops the helpers; what was not written is dropped. */
    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        for (Batch batch : outstanding) {
            if (batch.claimed.compareAndSet(false, true)) {
                continue;
            }
            try {
                // A helper ends with the file that it is at, which is small.
                batch.done.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
