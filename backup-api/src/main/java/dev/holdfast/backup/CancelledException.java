package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** The work was cancelled; nothing is left behind. */
public final class CancelledException extends BackupException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public CancelledException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public CancelledException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
