package dev.holdfast.backup.engine;

import dev.holdfast.backup.spi.Verdict;
import java.util.List;
import java.util.Objects;

/**
 * What retention will drop and keep, and why; can be read before it is carried out, once.
 *
 * @param judgements the verdicts per job, target and store
 */
public record ExpirePlan(List<Judgement> judgements) {

    /**
     * Copies the list.
     *
     * @param judgements the verdicts per job, target and store
     */
    public ExpirePlan {
        judgements = List.copyOf(judgements);
    }

    /**
     * The verdicts on a target's backups in one store.
     *
     * @param job the job whose rules judged
     * @param target the target's name
     * @param store the store's name
     * @param verdicts a verdict per backup, newest first
     */
    public record Judgement(String job, String target, String store, List<Verdict> verdicts) {

        /**
         * Copies the verdicts.
         *
         * @param job the job whose rules judged
         * @param target the target's name
         * @param store the store's name
         * @param verdicts a verdict per backup, newest first
         */
        public Judgement {
            Objects.requireNonNull(job, "job");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(store, "store");
            verdicts = List.copyOf(verdicts);
        }
    }
}
