package dev.holdfast.backup.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Publishes by look and rename under a lock of the whole store, which the operating system lifts when a process dies. Slower than a link,
 * and for file systems that have none.
 */
final class LockPublisher implements Publisher {

    private static final String LOCK = ".publish.lock";

    // File locks belong to the process: within it, another lock must keep threads and other stores on the same
    // directory apart.
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private final Path root;

    LockPublisher(Path root) {
        this.root = root;
    }

    @Override
    public void publish(Path temporary, Path published) throws IOException {
        IN_THIS_PROCESS.lock();
        try (FileChannel channel =
                        FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid() || Files.exists(published, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(published.toString());
            }
            Files.move(temporary, published, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }
}
