package dev.holdfast.backup.store;

import dev.holdfast.backup.spi.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Publishes by look and rename under a lock of the whole store, which the operating system lifts when a process dies. Slower than a link,
 * and for file systems that have none.
 */
final class LockPublisher implements Publisher {

    private static final String LOCK = ".publish.lock";
    private static final Duration PAUSE = Duration.ofMillis(5);

    // File locks belong to the process: within it, another lock must keep threads and other stores on the same
    // directory apart.
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private final Path root;
    private final Duration patience;

    /**
     * Makes the publisher.
     *
     * @param patience how long to wait for others, who hold the lock for the time of a rename
     */
    LockPublisher(Path root, Duration patience) {
        this.root = root;
        this.patience = patience;
    }

    @Override
    public void publish(Path temporary, Path published) throws IOException {
        Deadline deadline = Deadline.after(patience);
        try {
            if (!IN_THIS_PROCESS.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw tooLate();
            }
            try {
                publishAlone(temporary, published, deadline);
            } finally {
                IN_THIS_PROCESS.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for " + LOCK).initCause(e);
        }
    }

    private void publishAlone(Path temporary, Path published, Deadline deadline)
            throws IOException, InterruptedException {
        try (FileChannel channel =
                        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel, deadline)) {
            if (!lock.isValid() || Files.exists(published, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(published.toString());
            }
            Files.move(temporary, published, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private FileLock lock(FileChannel channel, Deadline deadline) throws IOException, InterruptedException {
        FileLock lock = channel.tryLock();
        while (lock == null) {
            if (deadline.isOver()) {
                throw tooLate();
            }
            Thread.sleep(PAUSE.toMillis());
            lock = channel.tryLock();
        }
        return lock;
    }

    private IOException tooLate() {
        return new FileSystemException(
                root.resolve(LOCK).toString(), null, "another process holds " + LOCK + " for more than " + patience);
    }
}
