package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.catalog.CatalogEntry;
import dev.holdfast.backup.engine.ExpirePlan;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.internal.catalog.StoreCatalog;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.retention.RetentionGuard;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.Verdict;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Judges the backups of a target in a store by the rules of the jobs that have it; removes nothing. */
final class RetentionJudge {

    private final Environment environment;

    RetentionJudge(Environment environment) {
        this.environment = environment;
    }

    /**
     * Returns a target's backups as retention sees them.
     *
     * @param store the store
     * @param target the target's name
     * @return the sound ones, newest first
     */
    List<RetentionCandidate> candidates(NamedStore store, String target) {
        try {
            return catalog(store).list(target).stream()
                    .filter(entry -> !entry.isDamaged())
                    .map(RetentionJudge::candidate)
                    .toList();
        } catch (IOException e) {
            throw Failures.of(e, Family.STORE, "store " + store.name(), new CancellationSource());
        }
    }

    private StoreCatalog catalog(NamedStore store) {
        return new StoreCatalog(store, environment.state().cache(), environment.executor());
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
    Optional<ExpirePlan.Judgement> judge(NamedStore store, String target) {
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
}
