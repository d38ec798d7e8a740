package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** A store could not be read or written: look at the store. */
public final class StoreException extends BackupException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public StoreException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public StoreException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
