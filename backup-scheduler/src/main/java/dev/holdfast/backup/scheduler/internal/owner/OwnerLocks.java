package dev.holdfast.backup.scheduler.internal.owner;

import dev.holdfast.backup.scheduler.internal.db.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A locked file per process of this host: the operating system gives the lock up with the process, so a file whose lock is free tells that its
 * process is gone, at once and whatever clocks say.
 */
public final class OwnerLocks {

    private static final String SUFFIX = ".lock";

    /** The locks of this process: closing any channel of a file gives up the process's lock on it, so a file of ours is never opened twice. */
    private static final Map<Path, FileChannel> HELD = new HashMap<>();

    private final Path directory;

    private OwnerLocks(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /**
     * Gives the locks of the processes that use a state directory.
     *
     * @param stateDirectory the state directory
     * @return their locks
     */
    public static OwnerLocks of(Path stateDirectory) {
        return in(stateDirectory.resolve("owners"));
    }

    /**
     * Gives locks of something else that processes have, in a directory of its own.
     *
     * @param directory where the files are
     * @return the locks
     */
    public static OwnerLocks in(Path directory) {
        return new OwnerLocks(directory);
    }

    /** {@return where the files are} */
    Path directory() {
        return directory;
    }

    /**
     * Shows that a process lives, for as long as it does.
     *
     * @param owner its id
     * @throws IOException if the file cannot be made or locked
     */
    public void hold(String owner) throws IOException {
        PrivateFiles.createDirectories(directory);
        Path file = file(owner);
        synchronized (HELD) {
            if (HELD.containsKey(file)) {
                return;
            }
            // Whoever looks for the dead may find the file before it is locked, and remove it.
            for (int attempt = 0; attempt < 100; attempt++) {
                if (tryLock(file)) {
                    return;
                }
            }
        }
        throw new IOException("cannot lock " + file);
    }

    /**
     * Takes the place of a process that is gone, so that no other does.
     *
     * @param owner its id
     * @return whether it is taken; false if that process lives, or another was first
     * @throws IOException if the file cannot be made or locked
     */
    public boolean tryHold(String owner) throws IOException {
        Path file = file(owner);
        synchronized (HELD) {
            return !HELD.containsKey(file) && tryLock(file);
        }
    }

    private static boolean tryLock(Path file) throws IOException {
        FileChannel channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isLocked(channel, file)) {
            HELD.put(file, channel);
            return true;
        }
        channel.close();
        return false;
    }

    private static boolean isLocked(FileChannel channel, Path file) throws IOException {
        try {
            Object key = keyOf(file);
            FileLock lock = channel.tryLock();
            return lock != null && key != null && Objects.equals(key, keyOf(file));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable Object keyOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /**
     * Gives a lock back and removes its file.
     *
     * @param owner the process's id
     */
    public void release(String owner) {
        Path file = file(owner);
        synchronized (HELD) {
            try (FileChannel channel = HELD.remove(file)) {
                if (channel != null) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                // The lock goes with the process; who finds the file free removes it.
                org.slf4j.LoggerFactory.getLogger(OwnerLocks.class).debug("giving back {}", file, e);
            }
        }
    }

    /**
     * Finds processes of this host that are gone.
     *
     * @return their ids
     * @throws IOException if the files cannot be looked at
     */
    public Set<String> dead() throws IOException {
        Set<String> dead = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                if (isFree(file, false)) {
                    String name = file.getFileName().toString();
                    dead.add(name.substring(0, name.length() - SUFFIX.length()));
                }
            }
        } catch (NoSuchFileException e) {
            return Set.of();
        }
        return dead;
    }

    /**
     * Tells whether a process is gone.
     *
     * @param owner its id
     * @return whether nobody holds its lock
     * @throws IOException if its file cannot be looked at
     */
    public boolean isFree(String owner) throws IOException {
        return isFree(file(owner), true);
    }

    private static boolean isFree(Path file, boolean whenMissing) throws IOException {
        synchronized (HELD) {
            if (HELD.containsKey(file)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                return lock != null;
            } catch (NoSuchFileException e) {
                return whenMissing;
            }
        }
    }

    /**
     * Removes the file of a process that is gone, once all is done that its death asks for.
     *
     * @param owner its id
     * @throws IOException if it cannot be removed
     */
    public void forget(String owner) throws IOException {
        Path file = file(owner);
        synchronized (HELD) {
            if (HELD.containsKey(file)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException e) {
                // Another process was first.
            }
        }
    }

    private Path file(String owner) {
        return directory.resolve(owner + SUFFIX);
    }
}
