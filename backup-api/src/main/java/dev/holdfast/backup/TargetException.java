package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** The target could not be captured or restored: look at the target. */
public final class TargetException extends BackupException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public TargetException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public TargetException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
