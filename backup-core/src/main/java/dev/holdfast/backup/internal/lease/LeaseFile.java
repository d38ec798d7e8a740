package dev.holdfast.backup.internal.lease;

import dev.holdfast.backup.internal.PrivateFiles;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A lease that is a locked file. */
final class LeaseFile implements Lease {

    /**
     * The locks of this process: the operating system knows one lock per process and file, and closing any channel of a file gives all of
     * them up. So holders within the process are counted here, and share one channel.
     */
    private static final Map<Path, ProcessLock> HELD = new HashMap<>();

    private static final int MAX_TEXT = 4096;

    private final Path file;
    private final ProcessLock lock;
    private final LeaseMode mode;
    private final Clock clock;
    private final Holder holder;
    private boolean open = true;

    private LeaseFile(Path file, ProcessLock lock, LeaseMode mode, Clock clock, Holder holder) {
        this.file = file;
        this.lock = lock;
        this.mode = mode;
        this.clock = clock;
        this.holder = holder;
    }

    static Optional<LeaseFile> tryAcquire(Path path, LeaseRequest request, Clock clock) throws IOException {
        PrivateFiles.createDirectories(PrivateFiles.directoryOf(path));
        Path file = PrivateFiles.canonical(path);
        synchronized (HELD) {
            ProcessLock lock = HELD.get(file);
            if (lock != null) {
                if (lock.mode != LeaseMode.SHARED || request.mode() != LeaseMode.SHARED) {
                    return Optional.empty();
                }
            } else {
                lock = ProcessLock.tryLock(file, request.mode());
                if (lock == null) {
                    return Optional.empty();
                }
                HELD.put(file, lock);
            }
            lock.holders++;
            return Optional.of(begin(file, lock, request, clock));
        }
    }

    private static LeaseFile begin(Path file, ProcessLock lock, LeaseRequest request, Clock clock) throws IOException {
        long fence = lock.readHolder().map(Holder::fence).orElse(0L);
        if (request.mode() == LeaseMode.EXCLUSIVE) {
            fence++;
        }
        String now = clock.instant().toString();
        Holder holder = new Holder(
                UUID.randomUUID().toString(), fence, ProcessHandle.current().pid(), request.purpose(), now, now);
        LeaseFile lease = new LeaseFile(file, lock, request.mode(), clock, holder);
        try {
            lease.write(holder);
        } catch (IOException e) {
            lease.close();
            throw e;
        }
        return lease;
    }

    @Override
    public long fence() {
        return holder.fence();
    }

    @Override
    public boolean renew() {
        synchronized (HELD) {
            if (!open || !lock.isStillAt(file)) {
                return false;
            }
            try {
                write(holder.beat(clock.instant().toString()));
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    @Override
    public String lostBecause() {
        synchronized (HELD) {
            if (!open) {
                return "it was given back";
            }
            return lock.isStillAt(file)
                    ? "its file " + file + " cannot be written"
                    : "its file " + file + " was removed or replaced";
        }
    }

    private void write(Holder now) throws IOException {
        if (mode == LeaseMode.EXCLUSIVE) {
            lock.write(now.text());
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            if (!open) {
                return;
            }
            open = false;
            lock.holders--;
            if (lock.holders == 0) {
                HELD.remove(file);
                lock.release();
            }
        }
    }

    /** Reads who holds a lease. Not through a channel of its own if this process does: closing that would give up the process's lock. */
    static Optional<Holder> readHolder(Path path) {
        synchronized (HELD) {
            try {
                Path file = PrivateFiles.canonical(path);
                ProcessLock lock = HELD.get(file);
                if (lock != null) {
                    return lock.readHolder();
                }
                return Files.size(file) > MAX_TEXT ? Optional.empty() : Holder.parse(Files.readString(file));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    /** What the file tells people. */
    record Holder(String owner, long fence, long processId, String purpose, String since, String beat) {

        Holder beat(String now) {
            return new Holder(owner, fence, processId, purpose, since, now);
        }

        String text() {
            return "owner=" + owner + "\nfence=" + fence + "\nprocess=" + processId + "\npurpose="
                    + purpose.replaceAll("[\\\\\\r\\n]", " ") + "\nsince=" + since + "\nbeat=" + beat + "\n";
        }

        static Optional<Holder> parse(String text) {
            Properties values = new Properties();
            try {
                values.load(new StringReader(text));
                return Optional.of(new Holder(
                        required(values, "owner"),
                        Long.parseLong(required(values, "fence")),
                        Long.parseLong(required(values, "process")),
                        required(values, "purpose"),
                        required(values, "since"),
                        required(values, "beat")));
            } catch (IOException | IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        private static String required(Properties values, String key) {
            String value = values.getProperty(key);
            if (value == null) {
                throw new IllegalArgumentException(key);
            }
            return value;
        }
    }

    /** The process's lock on a file. */
    private static final class ProcessLock {
        private final FileChannel channel;
        private final FileLock lock;
        private final LeaseMode mode;
        private final @Nullable Object fileKey;
        private int holders;

        private ProcessLock(FileChannel channel, FileLock lock, LeaseMode mode, @Nullable Object fileKey) {
            this.channel = channel;
            this.lock = lock;
            this.mode = mode;
            this.fileKey = fileKey;
        }

        static @Nullable ProcessLock tryLock(Path file, LeaseMode mode) throws IOException {
            FileChannel channel = PrivateFiles.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, mode == LeaseMode.SHARED);
                if (lock != null) {
                    return new ProcessLock(channel, lock, mode, keyOf(file));
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            channel.close();
            return null;
        }

        private static @Nullable Object keyOf(Path file) throws IOException {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        }

        boolean isStillAt(Path file) {
            try {
                return lock.isValid() && Objects.equals(fileKey, keyOf(file));
            } catch (IOException e) {
                return false;
            }
        }

        Optional<Holder> readHolder() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(MAX_TEXT);
            while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
                // Positional reads leave the channel as it is.
            }
            return Holder.parse(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        }

        void write(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            long position = 0;
            while (buffer.hasRemaining()) {
                position += channel.write(buffer, position);
            }
            channel.truncate(bytes.length);
        }

        void release() {
            try (channel) {
                lock.release();
            } catch (IOException e) {
                // The lock goes with the channel, and the channel with the process: there is nobody to tell.
                org.slf4j.LoggerFactory.getLogger(LeaseFile.class).debug("closing a lease", e);
            }
        }
    }
}
