package dev.holdfast.backup.retention;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.internal.text.Amounts;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds the floor under every policy, whoever wrote it. Pure: reads no clock, removes nothing.
 *
 * <p>Whatever a policy says, these are kept:
 *
 * <ul>
 *   <li>a pinned backup;
 *   <li>the newest {@linkplain RetentionFloor#atLeast() so many} good backups, good being verified at least as {@code stored} without a
 *       later proof that failed; while there are fewer good ones than that, every backup;
 *   <li>a backup on which the policy says nothing, or says both;
 *   <li>every backup if the clock went backwards, that is if the newest one began after now.
 * </ul>
 */
public final class RetentionGuard {

    private RetentionGuard() {}

    /**
     * Asks a policy, and holds the floor.
     *
     * @param policy the policy
     * @param floor the floor
     * @param input the backups of one target in one store
     * @return one verdict for each backup, newest first
     * @throws ConfigurationException {@code HF-EXP-003} if the policy failed; then nothing is to be dropped
     */
    public static List<Verdict> judge(RetentionPolicy policy, RetentionFloor floor, RetentionInput input) {
        List<RetentionCandidate> backups = Candidates.newestFirst(input.backups());
        Optional<String> backwards = clockWentBackwards(backups, input);
        if (backwards.isPresent()) {
            return all(backups, backwards.get());
        }
        Map<BackupId, List<Verdict>> judged = ask(policy, input);
        Floor held = new Floor(backups, floor.atLeast());
        return backups.stream()
                .map(backup -> settle(backup, judged.getOrDefault(backup.id(), List.of()), held))
                .toList();
    }

    /**
     * Finds what to drop so that a store has as much free as the floor asks for, and the next backup needs besides: the oldest first, above
     * the floor, no more than needed. If that does not suffice, all that is above the floor goes.
     *
     * @param floor the floor
     * @param input the backups of one target in one store, with what is free there
     * @return one verdict for each backup, newest first; all are kept if enough is free, or if the store cannot tell
     */
    public static List<Verdict> cleanUp(RetentionFloor floor, RetentionInput input) {
        List<RetentionCandidate> backups = Candidates.newestFirst(input.backups());
        Optional<String> nothingToDo = noCleanUp(backups, floor, input);
        if (nothingToDo.isPresent()) {
            return all(backups, nothingToDo.get());
        }
        Floor held = new Floor(backups, floor.atLeast());
        long free = input.freeBytes().orElseThrow();
        long goal = goal(floor, input);
        long needed = input.neededBytes().orElse(0);
        String shortage = Amounts.bytes(free) + " free, " + Amounts.bytes(floor.minFree()) + " asked for"
                + (needed > 0 ? " behind a backup of " + Amounts.bytes(needed) : "");
        List<Verdict> oldestFirst = new ArrayList<>(backups.size());
        for (int i = backups.size() - 1; i >= 0; i--) {
            RetentionCandidate backup = backups.get(i);
            String reason = held.reasonFor(backup);
            if (reason != null) {
                oldestFirst.add(new Verdict(backup.id(), true, List.of(reason)));
            } else if (free >= goal) {
                oldestFirst.add(new Verdict(backup.id(), true, List.of("enough is free without it")));
            } else {
                oldestFirst.add(new Verdict(backup.id(), false, List.of("the oldest, to free space: " + shortage)));
                // Sizes come from manifests, so that a sum may pass any number.
                free = backup.bytes() > Long.MAX_VALUE - free ? Long.MAX_VALUE : free + Math.max(0, backup.bytes());
            }
        }
        Collections.reverse(oldestFirst);
        return List.copyOf(oldestFirst);
    }

    private static Optional<String> noCleanUp(
            List<RetentionCandidate> backups, RetentionFloor floor, RetentionInput input) {
        if (floor.minFree() == 0) {
            return Optional.of("no clean-up is asked for");
        }
        if (input.freeBytes().isEmpty()) {
            return Optional.of("the store cannot tell how much is free");
        }
        if (input.freeBytes().getAsLong() >= goal(floor, input)) {
            return Optional.of("enough is free");
        }
        return clockWentBackwards(backups, input);
    }

    /** What must be free before a run, so that what was asked for is still free behind it. */
    private static long goal(RetentionFloor floor, RetentionInput input) {
        long needed = Math.max(0, input.neededBytes().orElse(0));
        return needed > Long.MAX_VALUE - floor.minFree() ? Long.MAX_VALUE : floor.minFree() + needed;
    }

    private static Optional<String> clockWentBackwards(List<RetentionCandidate> newestFirst, RetentionInput input) {
        if (newestFirst.isEmpty() || !newestFirst.get(0).startedAt().isAfter(input.now())) {
            return Optional.empty();
        }
        return Optional.of("the clock went backwards: it says " + input.now() + ", and "
                + newestFirst.get(0).id() + " began at " + newestFirst.get(0).startedAt());
    }

    private static List<Verdict> all(List<RetentionCandidate> backups, String reason) {
        return backups.stream()
                .map(backup -> new Verdict(backup.id(), true, List.of(reason)))
                .toList();
    }

    private static Map<BackupId, List<Verdict>> ask(RetentionPolicy policy, RetentionInput input) {
        Map<BackupId, List<Verdict>> judged = new HashMap<>();
        try {
            for (Verdict verdict : policy.judge(input)) {
                judged.computeIfAbsent(verdict.id(), id -> new ArrayList<>(1)).add(verdict);
            }
            return judged;
        } catch (BackupException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ConfigurationException(
                    Failure.of("HF-EXP-003", "the retention policy failed: " + e)
                            .hint("Nothing was dropped; correct the policy "
                                    + policy.getClass().getName() + "."),
                    e);
        }
    }

    private static Verdict settle(RetentionCandidate backup, List<Verdict> said, Floor floor) {
        String held = floor.reasonFor(backup);
        List<String> reasons = new ArrayList<>();
        if (said.isEmpty()) {
            reasons.add("the policy does not mention it");
        }
        boolean keep = said.stream().allMatch(Verdict::keep);
        boolean disputed = !keep && said.stream().anyMatch(Verdict::keep);
        if (disputed) {
            reasons.add("the policy says both");
        }
        if (keep || disputed || held == null) {
            said.stream()
                    .filter(verdict -> verdict.keep() || !disputed)
                    .forEach(verdict -> reasons.addAll(verdict.reasons()));
        }
        // A floor that changes nothing is not worth a word; a pin is, for whoever wonders.
        if (held != null && (!keep || backup.pinned())) {
            reasons.add(held);
        }
        return new Verdict(backup.id(), keep || disputed || held != null, reasons);
    }

    /** What is kept whatever a policy says. */
    private static final class Floor {

        private final Set<BackupId> newestGood = new HashSet<>();
        private final int atLeast;

        Floor(List<RetentionCandidate> newestFirst, int atLeast) {
            this.atLeast = atLeast;
            newestFirst.stream()
                    .filter(Candidates::isGood)
                    .limit(atLeast)
                    .forEach(backup -> newestGood.add(backup.id()));
        }

        @Nullable String reasonFor(RetentionCandidate backup) {
            if (backup.pinned()) {
                return "pinned";
            }
            if (newestGood.size() < atLeast) {
                return newestGood.size() + " known to be good, at least " + atLeast + " wanted";
            }
            if (!newestGood.contains(backup.id())) {
                return null;
            }
            return atLeast == 1 ? "the newest good one" : "one of the newest " + atLeast + " good ones";
        }
    }
}
