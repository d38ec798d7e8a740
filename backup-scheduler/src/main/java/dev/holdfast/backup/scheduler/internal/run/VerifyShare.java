package dev.holdfast.backup.scheduler.internal.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Which stored backups a run of verification reads, so that no run reads all of them and all are read again and again.
 *
 * <p>Each run takes its share of the bytes, those first that were looked at the longest ago; and beyond that whatever would wait for too long if it
 * waited for the next run.
 */
public final class VerifyShare {

    private VerifyShare() {}

    /**
     * A copy of a backup.
     *
     * @param id tells copies apart
     * @param bytes its size as stored
     * @param since when it was last proven, or made if it never was
     */
    public record Candidate(String id, long bytes, Instant since) {

        /**
         * Requires all.
         *
         * @param id tells copies apart
         * @param bytes its size as stored
         * @param since when it was last proven, or made if it never was
         */
        public Candidate {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(since, "since");
        }
    }

    /**
     * Chooses.
     *
     * @param candidates all copies
     * @param within in which time each is to be read; more than nothing
     * @param now when this run is
     * @param next when the next one is
     * @return what to read now, the longest ago first
     */
    public static List<Candidate> choose(List<Candidate> candidates, Duration within, Instant now, Instant next) {
        List<Candidate> oldestFirst = new ArrayList<>(candidates);
        oldestFirst.sort(Comparator.comparing(Candidate::since).thenComparing(Candidate::id));
        double total = candidates.stream().mapToDouble(Candidate::bytes).sum();
        double part = Math.min(1.0, (double) Duration.between(now, next).toMillis() / within.toMillis());
        double share = total * part;
        List<Candidate> chosen = new ArrayList<>();
        double taken = 0;
        for (Candidate candidate : oldestFirst) {
            boolean late = candidate.since().plus(within).isBefore(next);
            if (taken >= share && !late) {
                break;
            }
            chosen.add(candidate);
            taken += candidate.bytes();
        }
        return List.copyOf(chosen);
    }
}
