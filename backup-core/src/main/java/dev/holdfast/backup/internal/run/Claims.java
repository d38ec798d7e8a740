package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.internal.PrivateFiles;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.spi.Deadline;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets runs share the pause of one thing: whoever comes second joins it, and the last one out ends it.
 *
 * <p>What is shared are the journals themselves: a run is in the pause of a resource as long as its journal is held and has a record on it that
 * is not settled. A lease on the resource keeps two runs from looking and acting at the same moment, and nobody waits for a second one while
 * holding the first but in the order of names; so two hooks cannot wait for each other. Services and journals are the host's, and so is that
 * lease, whoever gives out those on targets: a database that does not answer keeps no service stopped.
 */
final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    private final RunScope scope;

    Claims(RunScope scope) {
        this.scope = scope;
    }

    /**
     * Keeps others from acting on resources.
     *
     * @param resources what a hook is about to act on
     * @param hook the hook's name
     * @param deadline until when to wait for others
     * @param leases gets what keeps them off; closed by the caller when the hook has acted
     * @return the records of those who are in a pause of a resource already, one per resource
     * @throws LeaseException if somebody else acts on one for too long
     * @throws RefusedException {@code HF-REC-004} if an act of somebody who is gone is not undone yet
     * @throws InterruptedException if this thread is interrupted
     */
    Map<String, UndoRecord> enter(Collection<String> resources, String hook, Deadline deadline, List<Lease> leases)
            throws InterruptedException {
        TreeSet<String> sorted = new TreeSet<>(resources);
        for (String resource : sorted) {
            leases.add(acquire(resource, "hook " + hook + " of " + scope.id(), deadline.remaining()));
        }
        Map<String, UndoRecord> held = new LinkedHashMap<>();
        for (String resource : sorted) {
            pausing(resource, hook, true).ifPresent(record -> held.put(resource, record));
        }
        return held;
    }

    /**
     * Keeps others from acting on a resource while it is left. Somebody who acts on it for too long does not keep it stopped: then there is no
     * lease.
     *
     * @param record what is to be undone
     * @param patience how long to wait for others
     * @return the lease, or {@code null}
     */
    @Nullable Lease leave(UndoRecord record, Duration patience) {
        // With the flag set, the lease's file could not be read.
        boolean interrupted = Thread.interrupted();
        try {
            Deadline deadline = Deadline.after(patience);
            while (true) {
                try {
                    return acquire(record.resource(), "undo of " + scope.id(), deadline.remaining());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (LeaseException e) {
            LOG.warn("{} is left without a lease on it", record.resource(), e);
            return null;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Lease acquire(String resource, String purpose, Duration patience) throws InterruptedException {
        return scope.environment()
                .hostLeases()
                .acquire(new LeaseRequest(Resources.hook(resource), LeaseMode.EXCLUSIVE, purpose, patience));
    }

    /**
     * Tells whether somebody else is in the pause of a resource, and so will end it.
     *
     * @param record what is to be undone
     * @return whether another run, or another hook of this one, has the duty
     */
    boolean othersPause(UndoRecord record) {
        return pausing(record.resource(), record.owner().name(), false).isPresent();
    }

    /** In its own run a hook's records are acts of their own, each with its way back; only another hook shares one. */
    private Optional<UndoRecord> pausing(String resource, String hook, boolean entering) {
        Optional<UndoRecord> own = on(resource, scope.journal().content().pending())
                .filter(record -> !record.owner().name().equals(hook))
                .findFirst();
        if (own.isPresent()) {
            return own;
        }
        List<Path> files = new ArrayList<>(scope.environment().state().runJournals());
        files.addAll(scope.environment().state().restoreJournals());
        for (Path file : files) {
            try {
                if (PrivateFiles.canonical(file).equals(scope.journal().file())) {
                    continue;
                }
                Optional<UndoRecord> other =
                        on(resource, Journal.read(file).pending()).findFirst();
                if (other.isEmpty()) {
                    continue;
                }
                if (Journal.isHeld(file)) {
                    return other;
                }
                if (entering) {
                    throw new RefusedException(
                            Failure.of("HF-REC-004", "an earlier act on " + resource + " could not be undone yet")
                                    .hint("Run recover and do what it says; until then nothing else is done on "
                                            + resource + ".")
                                    .retry(RetryStatus.LATER)
                                    .with("resource", resource));
                }
            } catch (IOException e) {
                // It may have been removed by its owner, who is in no pause then.
                LOG.debug("journal {} cannot be read", file, e);
            }
        }
        return Optional.empty();
    }

    private static Stream<UndoRecord> on(String resource, Map<Integer, UndoRecord> pending) {
        return pending.values().stream()
                .filter(record -> record.owner().role() == ParticipantId.Role.HOOK)
                .filter(record -> record.resource().equals(resource));
    }
}
