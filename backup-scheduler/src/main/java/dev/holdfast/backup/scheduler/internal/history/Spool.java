package dev.holdfast.backup.scheduler.internal.history;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.PrivateFiles;
import dev.holdfast.backup.scheduler.internal.owner.OwnerLocks;
import dev.holdfast.backup.scheduler.internal.store.RunJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * History that waits in the state directory for its database: a line per record, one file per process. The file of a process that is gone is
 * taken over by the next; a record that is written twice does no harm. Thread-safe.
 */
final class Spool {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final OwnerLocks locks;
    private final String id;
    private final Clock clock;
    private final long most;

    Spool(Path directory, String id, Clock clock, long most) {
        this.clock = clock;
        this.directory = directory;
        this.locks = OwnerLocks.in(directory);
        this.id = id;
        this.most = most;
    }

    /** Adds a record, durably. What cannot even be kept here is said in the log: a run does not depend on being remembered. */
    synchronized void add(RunRecord run) {
        byte[] line = (RunJson.write(run) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            locks.hold(id);
            Path file = file(id);
            if (Files.exists(file) && Files.size(file) + line.length > most) {
                dropOldest(file);
            }
            try (FileChannel channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                ByteBuffer buffer = ByteBuffer.wrap(line);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            }
        } catch (IOException e) {
            LOG.error("run {} ({}) could not be remembered: {}", run.id(), run.state(), e.toString());
        }
    }

    private void dropOldest(Path file) throws IOException {
        long size = Files.size(file);
        LOG.error(
                "{}: more than {} bytes of history wait for the database, and the oldest half of it is dropped",
                "HF-HIS-004",
                most);
        Path kept = file.resolveSibling(id + ".new");
        Files.deleteIfExists(kept);
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel out = PrivateFiles.open(kept, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long position = afterLine(in, size / 2);
            while (position < size) {
                position += in.transferTo(position, size - position, out);
            }
            out.force(true);
        }
        Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static long afterLine(FileChannel in, long from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        long position = from;
        while (in.read(buffer.clear(), position) > 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                position++;
                if (buffer.get() == '\n') {
                    return position;
                }
            }
        }
        return position;
    }

    /** Whether something waits, of this process or of one that is gone. */
    synchronized boolean isWaiting() {
        return !waiting().isEmpty();
    }

    private List<String> waiting() {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String owner = owner(file);
                if (owner.equals(id) || locks.isFree(owner)) {
                    ids.add(owner);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOG.warn("cannot look at the history that waits in {}: {}", directory, e.toString());
        }
        return ids;
    }

    /** Looks for a run among all that waits, of other processes too; the file of one that writes it into the database now may go meanwhile. */
    Optional<RunRecord> find(String run) {
        RunRecord found = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                RunRecord there = find(file, run);
                if (there != null && there.state() == RunState.RUNNING && isOfTheDead(file)) {
                    there = interrupted(there);
                }
                found = later(found, there);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("cannot look at the history that waits in {}: {}", directory, e.toString());
        }
        return Optional.ofNullable(found);
    }

    private boolean isOfTheDead(Path file) throws IOException {
        String owner = owner(file);
        return !owner.equals(id) && locks.isFree(owner);
    }

    private static String owner(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static @Nullable RunRecord find(Path file, String run) throws IOException {
        RunRecord found = null;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(run)) {
                    RunRecord read = read(file, line).orElse(null);
                    found = read == null || !read.id().equals(run) ? found : later(found, read);
                }
            }
        } catch (NoSuchFileException e) {
            return null;
        }
        return found;
    }

    private static @Nullable RunRecord later(@Nullable RunRecord one, @Nullable RunRecord other) {
        return one == null || (other != null && other.supersedes(one)) ? other : one;
    }

    private static Optional<RunRecord> read(Path file, String line) {
        try {
            return Optional.of(RunJson.read(line));
        } catch (RuntimeException e) {
            // The last line of a process that was killed may be cut off.
            LOG.warn("a line of {} is no run: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Hands everything that waits to a writer, and forgets it once that has returned. */
    synchronized void flush(Consumer<List<RunRecord>> writer) {
        for (String owner : waiting()) {
            try {
                if (owner.equals(id)) {
                    flush(file(owner), false, writer);
                } else if (locks.tryHold(owner)) {
                    try {
                        flush(file(owner), true, writer);
                    } finally {
                        locks.release(owner);
                    }
                }
            } catch (IOException e) {
                LOG.warn("cannot read the history that waits in {}: {}", file(owner), e.toString());
            }
        }
    }

    private void flush(Path file, boolean adopted, Consumer<List<RunRecord>> writer) throws IOException {
        List<RunRecord> batch = new ArrayList<>();
        Map<String, RunRecord> open = new LinkedHashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                RunRecord run = read(file, line).orElse(null);
                if (run == null) {
                    continue;
                }
                batch.add(run);
                if (run.state() == RunState.RUNNING) {
                    open.put(run.id(), run);
                } else {
                    open.remove(run.id());
                }
                if (batch.size() == HistoryBound.BATCH) {
                    writer.accept(batch);
                    batch.clear();
                }
            }
        }
        if (adopted) {
            open.values().forEach(run -> batch.add(interrupted(run)));
        }
        if (!batch.isEmpty()) {
            writer.accept(batch);
        }
        Files.delete(file);
    }

    private RunRecord interrupted(RunRecord run) {
        List<Problem> problems = new ArrayList<>(run.problems());
        problems.add(new Problem(
                Severity.ERROR,
                "HF-SCH-021",
                "the process died in this run",
                "Look at its log; what it left behind is ended at the next start or by recover."));
        return run.ended(RunState.INTERRUPTED, clock.instant(), run.targets(), run.removals(), problems);
    }

    private Path file(String owner) {
        return directory.resolve(owner + SUFFIX);
    }

    /** Gives up this process's place; what waits stays, for the next process. */
    synchronized void close() {
        locks.release(id);
    }
}
