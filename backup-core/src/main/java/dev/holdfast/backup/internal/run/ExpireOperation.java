package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.engine.ExpirePlan;
import dev.holdfast.backup.event.BackupRemoved;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.journal.Journal;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.Verdict;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Removes the backups that judgements drop. */
public final class ExpireOperation {

    private final Environment environment;
    private final String id;
    private final Journal journal;
    private final Consumer<RemovalRecord> removed;
    private final CancellationSource cancellation;

    /**
     * Makes the operation.
     *
     * @param environment what the host gave
     * @param id the id that events carry
     * @param journal where is written down what is being removed, so that a recovery carries it to its end
     * @param removed is told of each copy that was removed
     */
    public ExpireOperation(Environment environment, String id, Journal journal, Consumer<RemovalRecord> removed) {
        this(environment, id, journal, removed, new CancellationSource());
    }

    /**
     * Makes the operation.
     *
     * @param environment what the host gave
     * @param id the id that events carry
     * @param journal where is written down what is being removed, so that a recovery carries it to its end
     * @param removed is told of each copy that was removed
     * @param cancellation tells when to end; looked at between two backups
     */
    public ExpireOperation(
            Environment environment,
            String id,
            Journal journal,
            Consumer<RemovalRecord> removed,
            CancellationSource cancellation) {
        this.environment = environment;
        this.id = id;
        this.journal = journal;
        this.removed = removed;
        this.cancellation = cancellation;
    }

    /**
     * Removes what a judgement drops.
     *
     * @param store the store
     * @param judgement the verdicts on it
     * @return how many backups were removed
     */
    public int apply(NamedStore store, ExpirePlan.Judgement judgement) {
        List<Verdict> drops =
                judgement.verdicts().stream().filter(verdict -> !verdict.keep()).toList();
        if (drops.isEmpty()) {
            return 0;
        }
        int removed = 0;
        try (Lease lease = lease(store.name(), judgement.target())) {
            for (Verdict verdict : drops) {
                cancellation.check();
                removed += delete(store, verdict.id(), verdict.reasons()) ? 1 : 0;
            }
        }
        return removed;
    }

    /**
     * Removes a backup.
     *
     * @param store the store
     * @param verdict which, and why
     */
    public void remove(NamedStore store, Verdict verdict) {
        try (Lease lease = lease(store.name(), verdict.id().target())) {
            delete(store, verdict.id(), verdict.reasons());
        }
    }

    private Lease lease(String store, String target) {
        try {
            return environment
                    .leases()
                    .acquire(new LeaseRequest(
                            Resources.backups(store, target), LeaseMode.EXCLUSIVE, "expire", Duration.ofSeconds(5)));
        } catch (InterruptedException e) {
            throw new CancelledException(Failures.CANCELLED, e);
        }
    }

    private boolean delete(NamedStore store, BackupId backup, List<String> reasons) {
        try {
            // Looked at again under the lease: a pin may have come since the verdict.
            Optional<CatalogEntry> now =
                    new StoreCatalog(store, environment.state().cache()).find(backup);
            if (now.isEmpty() || now.get().isPinned()) {
                return false;
            }
            Removals.remove(environment, journal, store, backup);
            removed.accept(new RemovalRecord(
                    backup, backup.target(), store.name(), reasons, now.get().bytes()));
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + store.name(), cancellation);
        }
        environment
                .listeners()
                .onEvent(new BackupRemoved(id, environment.clock().instant(), backup, store.name(), reasons));
        return true;
    }
}
