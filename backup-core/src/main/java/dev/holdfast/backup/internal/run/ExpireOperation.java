package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.engine.ExpirePlan;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.NamedStore;
import dev.holdfast.backup.event.BackupRemoved;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.retention.RetentionGuard;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges the backups of a target in a store by a job's rules, and removes those that are to go. */
public final class ExpireOperation {

    private final Environment environment;
    private final String id;

    /**
     * Makes the operation.
     *
     * @param environment what the host gave
     * @param id the id that events carry
     */
    public ExpireOperation(Environment environment, String id) {
        this.environment = environment;
        this.id = id;
    }

    /**
     * Returns a target's backups as retention sees them.
     *
     * @param store the store
     * @param target the target's name
     * @return the sound ones, newest first
     */
    public List<RetentionCandidate> candidates(NamedStore store, String target) {
        try {
            return catalog(store).list(target).stream()
                    .filter(entry -> !entry.isDamaged())
                    .map(ExpireOperation::candidate)
                    .toList();
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + store.name(), new CancellationSource());
        }
    }

    private StoreCatalog catalog(NamedStore store) {
        return new StoreCatalog(store, environment.state().cache());
    }

    private static RetentionCandidate candidate(CatalogEntry entry) {
        return new RetentionCandidate(
                entry.id(),
                entry.startedAt(),
                entry.state(),
                entry.bytes(),
                entry.isPinned(),
                entry.verification() == null ? null : entry.verification().level(),
                entry.labels());
    }

    /**
     * Judges a target's backups in a store, by the rules of every job that writes the target there: what one of them keeps is kept, and a job
     * without rules keeps everything.
     *
     * @param store the store
     * @param target the target's name
     * @return a verdict per backup, newest first; empty if no job has rules for it
     */
    public Optional<ExpirePlan.Judgement> judge(NamedStore store, String target) {
        List<Job> jobs = new Participants(environment)
                .jobsOf(target).stream()
                        .filter(job -> job.stores().isEmpty() || job.stores().contains(store.name()))
                        .toList();
        if (jobs.stream().allMatch(job -> job.policy().isEmpty())) {
            return Optional.empty();
        }
        List<RetentionCandidate> candidates = candidates(store, target);
        RetentionInput input =
                new RetentionInput(candidates, environment.clock().instant(), free(store), OptionalLong.empty());
        return jobs.stream()
                .map(job -> new ExpirePlan.Judgement(job.name(), target, store.name(), verdicts(job, input)))
                .reduce(Merging::union);
    }

    private static List<Verdict> verdicts(Job job, RetentionInput input) {
        return job.policy()
                .map(policy -> RetentionGuard.judge(policy, job.floor(), input))
                .orElseGet(() -> input.backups().stream()
                        .map(backup -> new Verdict(backup.id(), true, List.of("job " + job.name() + " has no rules")))
                        .toList());
    }

    private static OptionalLong free(NamedStore store) {
        Optional<FreeSpace> ability = store.store().ability(FreeSpace.class);
        if (ability.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(ability.get().freeBytes());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
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
            Optional<CatalogEntry> now = catalog(store).find(backup);
            if (now.isEmpty() || now.get().isPinned()) {
                return false;
            }
            catalog(store).delete(backup);
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + store.name(), new CancellationSource());
        }
        environment
                .listeners()
                .onEvent(new BackupRemoved(id, environment.clock().instant(), backup, store.name(), reasons));
        return true;
    }
}
