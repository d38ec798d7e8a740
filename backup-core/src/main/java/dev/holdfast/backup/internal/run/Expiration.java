package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.engine.ExpirePlan;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.internal.CancellationSource;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Judges backups by the rules of their jobs, and removes what these drop. */
public final class Expiration {

    private final Environment environment;
    private final String id;
    private final CancellationSource cancellation;
    private final StoreAccess stores;

    /**
     * Makes the expiration.
     *
     * @param environment what the host gave
     * @param id the id that events carry
     * @param cancellation tells when to end
     */
    public Expiration(Environment environment, String id, CancellationSource cancellation) {
        this.environment = environment;
        this.id = id;
        this.cancellation = cancellation;
        this.stores = new StoreAccess(environment);
    }

    /**
     * Judges backups; removes nothing.
     *
     * @param jobs whose rules
     * @return the verdicts
     */
    public ExpirePlan plan(List<Job> jobs) {
        RetentionJudge judge = new RetentionJudge(environment);
        List<ExpirePlan.Judgement> judgements = new ArrayList<>();
        for (String name : stores.names()) {
            List<TargetDefinition> definitions = jobs.stream()
                    .filter(job -> job.stores().isEmpty() || job.stores().contains(name))
                    .flatMap(job -> job.targets().stream())
                    .toList();
            stores.in(
                    name,
                    store -> targets(store, definitions)
                            .forEach(target -> judge.judge(store, target).ifPresent(judgements::add)));
        }
        return new ExpirePlan(judgements);
    }

    /** Members of groups are known by their backups; the group itself need not answer for that. */
    private Set<String> targets(NamedStore store, List<TargetDefinition> definitions) throws IOException {
        Set<String> targets = new LinkedHashSet<>();
        for (TargetDefinition definition : definitions) {
            if (!definition.isGroup()) {
                targets.add(definition.id().name());
            }
        }
        if (definitions.stream().anyMatch(TargetDefinition::isGroup)) {
            stores.catalog(store).list(null).stream()
                    .map(entry -> entry.target().name())
                    .filter(target -> definitions.stream().anyMatch(definition -> definition.covers(target)))
                    .sorted()
                    .forEach(targets::add);
        }
        return targets;
    }

    /**
     * Removes what a plan drops.
     *
     * @param plan the plan
     * @return how many copies were removed
     */
    public int apply(ExpirePlan plan) {
        return HistoryLog.of(environment, id, RunKind.EXPIRE, log -> apply(plan, log));
    }

    private int apply(ExpirePlan plan, HistoryLog log) {
        int[] removed = {0};
        Removals.journaled(environment, id, RunKind.EXPIRE, journal -> {
            ExpireOperation operation = new ExpireOperation(environment, id, journal, log::removal, cancellation);
            for (ExpirePlan.Judgement judgement : plan.judgements()) {
                if (judgement.verdicts().stream().anyMatch(verdict -> !verdict.keep())) {
                    stores.in(judgement.store(), store -> removed[0] += operation.apply(store, judgement));
                }
            }
        });
        return removed[0];
    }
}
