package dev.holdfast.backup.cli.command;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.CancelledException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.HookException;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.StalePlanException;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.TargetException;
import org.jspecify.annotations.Nullable;

/** What the process tells whoever started it. The numbers never change their meaning. */
public enum ExitCode {
    /** All that was asked for. */
    DONE(0, "done", "All that was asked for is done."),
    /** An error nobody thought of. */
    UNEXPECTED(1, "unexpected", "An error that Holdfast did not foresee; `-v` shows where it comes from."),
    /** Wrong arguments or configuration. */
    USAGE(2, "usage or configuration", "An argument or the configuration is wrong; nothing was begun."),
    /** Usable, but not all. */
    DEGRADED(
            3, "degraded", "There is a usable result, and problems that are listed; for a salvage: not all came back."),
    /** The target. */
    TARGET(4, "target", "What is protected could not be captured, checked or restored."),
    /** The store. */
    STORE(5, "store", "A place where backups lie could not be read or written."),
    /** Integrity. */
    INTEGRITY(6, "integrity", "A backup is not what was written; restore from another one, or from another store."),
    /** Leased. */
    LEASED(7, "leased", "Another run works on the same target or backup."),
    /** A stale plan. */
    STALE_PLAN(8, "stale plan", "What the plan was computed from has changed; look at a new preview."),
    /** A hook. */
    HOOK(9, "hook", "A hook failed."),
    /** Refused. */
    REFUSED(10, "refused", "Consent was not given, or a safety rule forbids it; nothing was changed."),
    /** Cancelled. */
    CANCELLED(130, "cancelled", "Ctrl-C or a signal ended it; nothing was left behind.");

    private final int number;
    private final String word;
    private final String meaning;

    ExitCode(int number, String word, String meaning) {
        this.number = number;
        this.word = word;
        this.meaning = meaning;
    }

    /** Returns the number. */
    public int number() {
        return number;
    }

    /** Returns the word for it. */
    public String word() {
        return word;
    }

    /** Returns what it means, a sentence. */
    public String meaning() {
        return meaning;
    }

    /**
     * Returns the code of an error.
     *
     * @param error the error
     * @return its code
     */
    public static ExitCode of(Throwable error) {
        if (!(error instanceof BackupException failure)) {
            return error instanceof InterruptedException ? CANCELLED : UNEXPECTED;
        }
        if (failure instanceof ConfigurationException) {
            return USAGE;
        } else if (failure instanceof TargetException) {
            return TARGET;
        } else if (failure instanceof StoreException) {
            return STORE;
        } else if (failure instanceof IntegrityException) {
            return INTEGRITY;
        } else if (failure instanceof LeaseException) {
            return LEASED;
        } else if (failure instanceof StalePlanException) {
            return STALE_PLAN;
        } else if (failure instanceof HookException) {
            return HOOK;
        } else if (failure instanceof RefusedException) {
            return REFUSED;
        } else if (failure instanceof CancelledException) {
            return CANCELLED;
        }
        return UNEXPECTED;
    }

    /**
     * Returns the code of a run or restore.
     *
     * @param state how it ended
     * @param failure the first error, or {@code null}
     * @return its code
     */
    public static ExitCode of(RunState state, @Nullable BackupException failure) {
        return switch (state) {
            case SUCCEEDED -> DONE;
            case DEGRADED -> DEGRADED;
            case CANCELLED -> CANCELLED;
            case FAILED, INTERRUPTED, RUNNING, REFUSED, SKIPPED -> failure == null ? UNEXPECTED : of(failure);
        };
    }

    /**
     * Returns the graver of two codes: cancelled, then a failure, then degraded, then done; of two failures the first.
     *
     * @param other the later one
     * @return one of the two
     */
    public ExitCode and(ExitCode other) {
        return other.gravity() > gravity() ? other : this;
    }

    private int gravity() {
        return switch (this) {
            case DONE -> 0;
            case DEGRADED -> 1;
            case CANCELLED -> 3;
            default -> 2;
        };
    }
}
