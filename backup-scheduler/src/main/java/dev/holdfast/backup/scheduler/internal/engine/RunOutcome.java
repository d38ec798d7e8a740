package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RunState;
import org.jspecify.annotations.Nullable;

/**
 * How something that was due ended.
 *
 * @param state its state
 * @param failure the first error, or {@code null}
 */
record RunOutcome(RunState state, @Nullable BackupException failure) {

    static RunOutcome failed(BackupException failure) {
        return new RunOutcome(RunState.FAILED, failure);
    }

    /** Returns whether it did not begin because somebody else works on the same thing. */
    boolean isInUse() {
        return hasCode(LeaseException.IN_USE);
    }

    /** Returns whether it did not begin because nobody could tell whether somebody else is at work: the database of leases is away. */
    boolean isWithoutLeases() {
        return hasCode(LeaseException.UNCONFIRMED) || hasCode(LeaseException.AWAY);
    }

    /** Returns whether it did not begin because of what may pass: somebody else is at work, or nobody can tell. */
    boolean isUnableToBegin() {
        return isInUse() || isWithoutLeases();
    }

    /** Returns whether it gave up because what it worked on was not its own any more. */
    boolean hasLostLease() {
        return hasCode(LeaseException.LOST);
    }

    private boolean hasCode(String code) {
        return !state.isUsable() && failure != null && failure.code().equals(code);
    }
}
