package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.event.PhaseStarted;
import dev.holdfast.backup.event.ProblemFound;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.PrivateFiles;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.Scratch;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation at work: its id, its journal if it has one, its deadline, its leases, its scratch. Closing it gives all of them up; the
 * journal's file stays if something is left to undo. Thread-safe.
 */
public final class RunScope implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunScope.class);

    private final Environment environment;
    private final String id;
    private final @Nullable Journal journal;
    private final CancellationSource cancellation;
    private final Deadline deadline;
    private final AtomicInteger scratches = new AtomicInteger();
    private final List<Lease> leases = new ArrayList<>();
    private final List<ScheduledFuture<?>> watches = new ArrayList<>();
    private @Nullable PhaseEvent phase;

    /**
     * Begins an operation.
     *
     * @param environment what the host gave
     * @param id the run's or restore's id
     * @param journal where ways back are written, or {@code null} if none may be needed
     * @param cancellation tells when to end
     * @param timeout how long it may take
     */
    public RunScope(
            Environment environment,
            String id,
            @Nullable Journal journal,
            CancellationSource cancellation,
            Duration timeout) {
        this.environment = environment;
        this.id = id;
        this.journal = journal;
        this.cancellation = cancellation;
        this.deadline = Deadline.after(timeout);
        Failure late = Failure.of("HF-RUN-002", "did not end within " + timeout)
                .hint("Look at what took so long, or give the job more time.")
                .retry(RetryStatus.LATER);
        watches.add(environment
                .watchdog()
                .schedule(() -> cancellation.cancel(late), deadline.remaining().toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Returns what the host gave. */
    public Environment environment() {
        return environment;
    }

    /** Returns the run's or restore's id. */
    public String id() {
        return id;
    }

    /** Returns what tells when to end. */
    public CancellationSource cancellation() {
        return cancellation;
    }

    /** Returns when it must be over. */
    public Deadline deadline() {
        return deadline;
    }

    /** Returns the journal. */
    public Journal journal() {
        if (journal == null) {
            throw new IllegalStateException("operation " + id + " has no journal");
        }
        return journal;
    }

    int writeDown(UndoRecord record) {
        try {
            return journal().undo(record);
        } catch (IOException e) {
            throw StateDirectory.unusable(journal().file(), e);
        }
    }

    /**
     * Holds a lease until the operation ends; if it is lost, the operation is cancelled.
     *
     * @param lease the lease
     */
    public synchronized void hold(Lease lease) {
        leases.add(lease);
        long beat = lease.beat().toMillis();
        watches.add(environment
                .watchdog()
                .scheduleWithFixedDelay(
                        () -> {
                            if (!holds(lease, Lease::renew)) {
                                cancellation.cancel(lost(lease));
                            }
                        },
                        beat,
                        beat,
                        TimeUnit.MILLISECONDS));
    }

    /**
     * Requires that all leases are held now; for right before something that cannot be taken back. May wait for a service for some seconds.
     *
     * @throws LeaseException {@code HF-LEA-002} if one is lost
     */
    public void confirmLeases() {
        List<Lease> held;
        synchronized (this) {
            held = List.copyOf(leases);
        }
        for (Lease lease : held) {
            if (!holds(lease, Lease::confirm)) {
                throw new LeaseException(lost(lease));
            }
        }
    }

    /** A watch that throws would be the last one, so what a service throws is its answer: no. */
    private static boolean holds(Lease lease, Predicate<Lease> question) {
        try {
            return question.test(lease);
        } catch (RuntimeException e) {
            LOG.warn("a lease cannot be looked at and counts as lost", e);
            return false;
        }
    }

    private static Failure lost(Lease lease) {
        return Failure.of(LeaseException.LOST, "lost a lease: " + lease.lostBecause())
                .hint("See to what the message names, then run again.")
                .retry(RetryStatus.LATER);
    }

    /**
     * Begins a phase, which ends when the next one begins.
     *
     * @param name the phase
     * @param object the target or store, or empty
     */
    public void phase(String name, String object) {
        @Nullable PhaseEvent next = PhaseEvent.begin(id, name, object);
        synchronized (this) {
            if (phase != null) {
                phase.commit();
            }
            phase = next;
        }
        environment.listeners().onEvent(new PhaseStarted(id, environment.clock().instant(), name, object));
    }

    void found(String object, Problem problem) {
        environment.listeners().onEvent(new ProblemFound(id, environment.clock().instant(), object, problem));
    }

    /**
     * Makes a scratch directory of this operation.
     *
     * @param bytes how much will be written there
     * @return the directory
     * @throws IOException if it cannot be made
     */
    public Scratch scratch(long bytes) throws IOException {
        Path directory = scratchRoot().resolve(Integer.toString(scratches.incrementAndGet()));
        PrivateFiles.createDirectories(directory);
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < bytes) {
            throw new RefusedException(Failure.of(
                            "HF-RUN-010",
                            "scratch needs " + bytes + " bytes, and " + free + " are free at " + directory)
                    .hint("Free some space, or name a state directory on a larger disk.")
                    .retry(RetryStatus.LATER)
                    .with("needed", bytes)
                    .with("free", free));
        }
        return new Scratch() {
            @Override
            public Path directory() {
                return directory;
            }

            @Override
            public void close() throws IOException {
                PrivateFiles.removeTree(directory);
            }
        };
    }

    private Path scratchRoot() {
        return environment.state().scratch().resolve(id);
    }

    @Override
    public void close() {
        synchronized (this) {
            watches.forEach(watch -> watch.cancel(false));
            if (phase != null) {
                phase.commit();
                phase = null;
            }
        }
        try {
            PrivateFiles.removeTree(scratchRoot());
        } catch (IOException e) {
            LOG.warn("scratch of {} could not be removed and stays until recovery", id, e);
        }
        synchronized (this) {
            leases.forEach(Lease::close);
            leases.clear();
        }
    }
}
