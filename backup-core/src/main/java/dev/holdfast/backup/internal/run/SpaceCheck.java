package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.history.RemovalRecord;
import dev.holdfast.backup.internal.run.Failures.Family;
import dev.holdfast.backup.internal.text.Amounts;
import dev.holdfast.backup.retention.RetentionFloor;
import dev.holdfast.backup.retention.RetentionGuard;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.RetentionCandidate;
import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.Verdict;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Looks for space before a run: as much as the last backups took, and a tenth more; makes room where the floor says so. */
final class SpaceCheck {

    private static final int MARGIN = 10;

    private final RunScope scope;
    private final RetentionFloor floor;
    private final Consumer<RemovalRecord> removed;
    private final List<TargetId> targets;
    private final RetentionJudge judge;

    SpaceCheck(RunScope scope, RetentionFloor floor, Consumer<RemovalRecord> removed, List<TargetId> targets) {
        this.scope = scope;
        this.floor = floor;
        this.removed = removed;
        this.targets = targets;
        this.judge = new RetentionJudge(scope.environment());
    }

    /**
     * Makes sure that a store has room.
     *
     * @throws StoreException {@code HF-RUN-070} if it has too little and no more can be made
     */
    void makeRoom(NamedStore store) {
        Optional<FreeSpace> ability = store.store().ability(FreeSpace.class);
        if (ability.isEmpty()) {
            return;
        }
        ExpireOperation expiry = new ExpireOperation(scope.environment(), scope.id(), scope.journal(), removed);
        long needed = expected(store);
        long free = free(store, ability.get());
        if (floor.minFree() > 0 && free < floor.minFree() + needed) {
            cleanUp(expiry, store, free, needed);
            free = free(store, ability.get());
        }
        if (free < needed) {
            throw new StoreException(Failure.of(
                            "HF-RUN-070",
                            "store " + store.name() + " has " + Amounts.bytes(free)
                                    + " free, and the backup is expected to need " + Amounts.bytes(needed))
                    .hint("Free some space there, expire older backups, or set min-free to have that done in time.")
                    .retry(RetryStatus.LATER)
                    .with("store", store.name())
                    .with("needed", needed)
                    .with("free", free));
        }
    }

    private long expected(NamedStore store) {
        long sum = 0;
        for (TargetId target : targets) {
            List<RetentionCandidate> candidates = judge.candidates(store, target.name());
            if (!candidates.isEmpty()) {
                sum += candidates.get(0).bytes();
            }
        }
        return sum + sum / MARGIN;
    }

    private long free(NamedStore store, FreeSpace ability) {
        try {
            return ability.freeBytes();
        } catch (IOException e) {
            throw (StoreException) Failures.of(e, Family.STORE, "store " + store.name(), scope.cancellation());
        }
    }

    /** Drops the oldest backups of the run's targets, whichever target they are of, until there is room or the floor is reached. */
    private void cleanUp(ExpireOperation expiry, NamedStore store, long free, long needed) {
        List<Verdict> drops = new ArrayList<>();
        List<RetentionCandidate> all = new ArrayList<>();
        for (TargetId target : targets) {
            List<RetentionCandidate> candidates = judge.candidates(store, target.name());
            RetentionInput input = new RetentionInput(
                    candidates, scope.environment().clock().instant(), OptionalLong.of(free), OptionalLong.of(needed));
            all.addAll(candidates);
            RetentionGuard.cleanUp(floor, input).stream()
                    .filter(verdict -> !verdict.keep())
                    .forEach(drops::add);
        }
        drops.sort(Comparator.comparing(verdict -> started(all, verdict)));
        long freed = 0;
        for (Verdict verdict : drops) {
            if (free + freed >= floor.minFree() + needed) {
                return;
            }
            expiry.remove(store, verdict);
            freed += all.stream()
                    .filter(candidate -> candidate.id().equals(verdict.id()))
                    .mapToLong(RetentionCandidate::bytes)
                    .sum();
        }
    }

    private static java.time.Instant started(List<RetentionCandidate> all, Verdict verdict) {
        return all.stream()
                .filter(candidate -> candidate.id().equals(verdict.id()))
                .map(RetentionCandidate::startedAt)
                .findFirst()
                .orElse(java.time.Instant.MAX);
    }
}
