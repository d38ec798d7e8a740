package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.spi.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Bytes from one thread to another, of which a bounded number is under way. Unlike those of the JDK it tells a writer that broke off from one that came
 * to the end: the reader then fails.
 */
final class Pipe {

    private static final int SIZE = 256 * 1024;

    /** A wait looks again at its deadline after so many milliseconds. */
    private static final long LOOK = 1000;

    private final byte[] buffer = new byte[SIZE];
    private final Deadline deadline;
    private int start;
    private int length;
    private boolean ended;
    private boolean broken;
    private boolean unread;

    Pipe(Deadline deadline) {
        this.deadline = deadline;
    }

    /** The side of the writer; closing it without {@link #end} leaves the pipe as it is. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                Objects.checkFromIndexSize(offset, count, bytes.length);
                put(bytes, offset, count);
            }
        };
    }

    /** The side of the reader. */
    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                Objects.checkFromIndexSize(offset, count, bytes.length);
                return count == 0 ? 0 : take(bytes, offset, count);
            }
        };
    }

    private synchronized void put(byte[] bytes, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            while (length == SIZE && !unread) {
                await();
            }
            if (unread) {
                throw new IOException("nobody reads any more");
            }
            int at = (start + length) % SIZE;
            int part = Math.min(count - done, Math.min(SIZE - length, SIZE - at));
            System.arraycopy(bytes, offset + done, buffer, at, part);
            length += part;
            done += part;
            notifyAll();
        }
    }

    private synchronized int take(byte[] bytes, int offset, int count) throws IOException {
        while (length == 0 && !ended && !broken) {
            await();
        }
        if (broken) {
            throw new IOException("the writer broke off");
        }
        if (length == 0) {
            return -1;
        }
        int part = Math.min(count, Math.min(length, SIZE - start));
        System.arraycopy(buffer, start, bytes, offset, part);
        start = (start + part) % SIZE;
        length -= part;
        notifyAll();
        return part;
    }

    private void await() throws IOException {
        if (deadline.isOver()) {
            throw new IOException("the time is over");
        }
        try {
            wait(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** The writer has written all. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The writer has not written all, and will not; does nothing behind {@link #end}. */
    synchronized void breakOff() {
        broken = !ended;
        notifyAll();
    }

    /** Tells whether the reader reads no more. */
    synchronized boolean isAbandoned() {
        return unread;
    }

    /** The reader reads no more. */
    synchronized void abandon() {
        unread = true;
        notifyAll();
    }
}
