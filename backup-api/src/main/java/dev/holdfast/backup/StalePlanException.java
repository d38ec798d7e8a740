package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** What a plan was computed from has changed: make a new plan and look at it. */
public final class StalePlanException extends BackupException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public StalePlanException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public StalePlanException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
