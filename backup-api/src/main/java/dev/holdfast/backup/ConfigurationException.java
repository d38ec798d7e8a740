package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** The configuration, or an argument, is wrong: correct it and try again. Nothing was begun. */
public final class ConfigurationException extends BackupException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public ConfigurationException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public ConfigurationException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
