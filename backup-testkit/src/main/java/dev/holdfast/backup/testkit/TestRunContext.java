package dev.holdfast.backup.testkit;

import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.CommandRunner;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookPhase;
import dev.holdfast.backup.spi.Progress;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the engine lends to a participant, for tests of the participant alone: records undo records, problems and progress; runs real tools;
 * keeps scratch in a temporary directory that goes with {@link #close()}. Thread-safe.
 *
 * <p>Unless told otherwise helpers run on the thread that asks for them, the clock stands still and the deadline is a minute away.
 */
public final class TestRunContext implements HookContext, AutoCloseable {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String run = "test-run-" + NUMBERS.incrementAndGet();
    private @Nullable Path directory;
    private final Leaks leaks = new Leaks();
    private final ProcessCommands commands;
    private final TestCancellation cancellation = new TestCancellation();
    private final RecordedProgress progress = new RecordedProgress();
    private final List<UndoRecord> undoRecords = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> claims = new CopyOnWriteArrayList<>();
    private final Map<String, UndoRecord> others = new ConcurrentHashMap<>();
    private volatile Clock clock = ManualClock.at("2026-01-01T00:00:00Z");
    private volatile Executor executor = Runnable::run;
    private volatile int parallelism = 1;
    private volatile @Nullable ExecutorService pool;
    private volatile Deadline deadline = Deadline.after(MINUTE);
    private volatile boolean servicesRest;
    private volatile HookPhase phase = HookPhase.CAPTURE;
    private volatile Consumer<UndoRecord> onUndo = record -> {};

    /** Makes a context. */
    public TestRunContext() {
        commands = new ProcessCommands(this::directory, leaks);
    }

    /** Makes the directory when it is needed first: a context that nobody closes leaves none. */
    private synchronized Path directory() throws IOException {
        Path made = directory;
        if (made == null) {
            made = Files.createTempDirectory("holdfast-test-");
            directory = made;
        }
        return made;
    }

    /**
     * Sets the clock.
     *
     * @param other the clock
     * @return this context
     */
    public TestRunContext clock(Clock other) {
        clock = other;
        return this;
    }

    /**
     * Lets helpers run on threads of their own, which end with {@link #close()}.
     *
     * @param threads how many
     * @return this context
     */
    public synchronized TestRunContext pool(int threads) {
        AtomicInteger numbers = new AtomicInteger();
        ExecutorService made = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "holdfast-" + run + "-" + numbers.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        stopPool();
        pool = made;
        executor = made;
        parallelism = threads;
        return this;
    }

    /**
     * Sets the deadline.
     *
     * @param duration how far away it is
     * @return this context
     */
    public TestRunContext deadline(Duration duration) {
        deadline = Deadline.after(duration);
        return this;
    }

    /**
     * Sets the phase that hooks are entered for.
     *
     * @param other the phase
     * @return this context
     */
    public TestRunContext phase(HookPhase other) {
        phase = other;
        return this;
    }

    /**
     * Has hooks hold services still before what is live is changed.
     *
     * @return this context
     */
    public TestRunContext expectRest() {
        servicesRest = true;
        return this;
    }

    @Override
    public boolean servicesRest() {
        return servicesRest;
    }

    /**
     * Has something done whenever an undo record is on disk, before the participant goes on; it may throw a {@link SimulatedKill}.
     *
     * @param action what to do
     * @return this context
     */
    public TestRunContext onUndo(Consumer<UndoRecord> action) {
        onUndo = action;
        return this;
    }

    /** Asks the participant to end, for good. */
    public void cancel() {
        cancellation.cancel();
    }

    /** {@return the undo records so far, in the order in which they were written} */
    public List<UndoRecord> undoRecords() {
        synchronized (undoRecords) {
            return List.copyOf(undoRecords);
        }
    }

    /** {@return the undo records so far, the last one first: the order in which they are undone} */
    public List<UndoRecord> undoRecordsReversed() {
        List<UndoRecord> records = new ArrayList<>(undoRecords());
        java.util.Collections.reverse(records);
        return List.copyOf(records);
    }

    /** {@return the problems so far} */
    public List<Problem> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    /** {@return the texts of {@link Progress#step} so far} */
    public List<String> steps() {
        return progress.steps();
    }

    /** {@return the entries that the last restore said it brought back; -1 if it did not say} */
    public long entriesBack() {
        return progress.entriesBack;
    }

    /** {@return the sum of the bytes of {@link Progress#advance} so far} */
    public long advancedBytes() {
        return progress.bytes.get();
    }

    /** {@return the sum of the entries of {@link Progress#advance} so far} */
    public long advancedEntries() {
        return progress.entries.get();
    }

    /** {@return what was opened and not closed: scratch directories and commands} */
    public List<String> open() {
        return leaks.list();
    }

    @Override
    public String run() {
        return run;
    }

    @Override
    public HookPhase phase() {
        return phase;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public Deadline deadline() {
        return deadline;
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public Scratch scratch(long bytes) throws IOException {
        Path made = Files.createTempDirectory(directory(), "scratch-");
        Scratch scratch = new Scratch() {
            @Override
            public Path directory() {
                return made;
            }

            @Override
            public void close() throws IOException {
                leaks.closed(this);
                deleteTree(made);
            }
        };
        leaks.opened(scratch, "scratch " + made);
        return scratch;
    }

    @Override
    public void undo(UndoRecord record) {
        synchronized (undoRecords) {
            undoRecords.add(record);
        }
        onUndo.accept(record);
    }

    @Override
    public void problem(Problem problem) {
        synchronized (problems) {
            problems.add(problem);
        }
    }

    /**
     * Lets a resource rest already because of another run.
     *
     * @param record what the other run wrote
     * @return this context
     */
    public TestRunContext pausedByAnother(UndoRecord record) {
        others.put(record.resource(), record);
        return this;
    }

    /** {@return the resources that were claimed, in the order of the claims} */
    public List<String> claims() {
        return List.copyOf(claims);
    }

    @Override
    public Map<String, UndoRecord> claim(Collection<String> resources) {
        claims.addAll(resources);
        Map<String, UndoRecord> held = new HashMap<>(others);
        held.keySet().retainAll(resources);
        return held;
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public CommandRunner commands() {
        return commands;
    }

    /** Ends the helpers and removes all scratch. */
    @Override
    public void close() {
        stopPool();
        Path made;
        synchronized (this) {
            made = directory;
        }
        if (made == null) {
            return;
        }
        try {
            deleteTree(made);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + made, e);
        }
    }

    private void stopPool() {
        ExecutorService running = pool;
        if (running == null) {
            return;
        }
        running.shutdownNow();
        try {
            if (!running.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new AssertionError("helpers of " + run + " do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static final class RecordedProgress implements Progress {
        private final List<String> steps = new ArrayList<>();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong entries = new AtomicLong();
        private volatile long entriesBack = -1;

        @Override
        public void expect(long expectedBytes, long expectedEntries) {}

        @Override
        public void advance(long moreBytes, long moreEntries) {
            bytes.addAndGet(moreBytes);
            entries.addAndGet(moreEntries);
        }

        @Override
        public void broughtBack(long itsBytes, long itsEntries) {
            entriesBack = itsEntries;
        }

        @Override
        public void step(String text) {
            synchronized (steps) {
                steps.add(text);
            }
        }

        List<String> steps() {
            synchronized (steps) {
                return List.copyOf(steps);
            }
        }
    }

    private static final class TestCancellation implements Cancellation {
        private final List<Runnable> actions = new ArrayList<>();
        private boolean cancelled;

        void cancel() {
            List<Runnable> due;
            synchronized (this) {
                cancelled = true;
                due = List.copyOf(actions);
                actions.clear();
            }
            due.forEach(Runnable::run);
        }

        @Override
        public synchronized boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void check() {
            if (isCancelled()) {
                throw new CancelledException(Failure.of("HF-RUN-001", "the test cancelled the run"));
            }
        }

        @Override
        public Registration onCancel(Runnable action) {
            synchronized (this) {
                if (!cancelled) {
                    actions.add(action);
                    return () -> withdraw(action);
                }
            }
            action.run();
            return () -> {};
        }

        private synchronized void withdraw(Runnable action) {
            actions.remove(action);
        }
    }
}
