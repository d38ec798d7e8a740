package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.internal.CancellationSource;
import java.nio.channels.ClosedByInterruptException;

/** Turns whatever a participant threw into the family of exceptions that tells people where to look. */
public final class Failures {

    /** The failure of work that somebody asked to end. */
    public static final Failure CANCELLED = Failure.of("HF-RUN-001", "cancelled");

    private Failures() {}

    /** Whose act failed. */
    public enum Family {
        /** A target's. */
        TARGET,
        /** A store's. */
        STORE,
        /** A hook's. */
        HOOK
    }

    /**
     * Turns what was thrown into one of ours.
     *
     * @param thrown what was thrown
     * @param family whose act it was
     * @param object the participant, for the message
     * @param cancellation tells whether an interruption was a cancel
     * @return the exception to pass on
     */
    public static BackupException of(Throwable thrown, Family family, String object, CancellationSource cancellation) {
        Failure reason = cancellation.reason();
        if (reason != null) {
            // Whatever breaks after a cancel breaks because of it: streams are closed and threads interrupted.
            return cancelled(reason, thrown);
        }
        if (thrown instanceof BackupException ours) {
            return ours;
        }
        if (thrown instanceof InterruptedException || thrown instanceof ClosedByInterruptException) {
            return cancelled(CANCELLED, thrown);
        }
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return switch (family) {
            case TARGET ->
                new TargetException(
                        Failure.of("HF-RUN-020", object + " failed: " + message).retry(RetryStatus.LATER), thrown);
            case STORE ->
                new StoreException(
                        Failure.of("HF-RUN-021", object + " failed: " + message).retry(RetryStatus.LATER), thrown);
            case HOOK ->
                new HookException(
                        Failure.of("HF-HOK-001", object + " failed: " + message).retry(RetryStatus.LATER), thrown);
        };
    }

    private static BackupException cancelled(Failure reason, Throwable cause) {
        return switch (reason.code().substring(0, reason.code().lastIndexOf('-'))) {
            case "HF-HOK" -> new HookException(reason, cause);
            case "HF-LEA" -> new dev.holdfast.backup.LeaseException(reason, cause);
            default ->
                reason.code().equals("HF-RUN-002")
                        ? new TargetException(reason, cause)
                        : new CancelledException(reason, cause);
        };
    }
}
