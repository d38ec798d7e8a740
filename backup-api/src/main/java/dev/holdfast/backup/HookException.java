package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** A hook could not enter or undo: look at the service that it controls. */
public final class HookException extends BackupException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public HookException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public HookException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
