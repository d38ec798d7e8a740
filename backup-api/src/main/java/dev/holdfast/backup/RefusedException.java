package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** A rule of safety, or missing consent, forbids it: read the message, then decide. */
public final class RefusedException extends BackupException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public RefusedException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public RefusedException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
