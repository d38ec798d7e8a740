package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** Stored bytes are not what was written, or evidence is missing: restore from another backup or store. */
public final class IntegrityException extends BackupException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public IntegrityException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public IntegrityException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
