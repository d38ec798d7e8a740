package dev.holdfast.backup;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The root of all that Holdfast throws; one subtype per remedy, each with a stable code.
 *
 * <p>The {@linkplain #getMessage() message} is one line for people; {@code docs/errors.md} has an entry per code.
 */
public abstract sealed class BackupException extends RuntimeException
        permits ConfigurationException,
                TargetException,
                StoreException,
                IntegrityException,
                LeaseException,
                StalePlanException,
                HookException,
                RefusedException,
                CancelledException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    BackupException(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    /** {@return what failed, with code, hint and context} */
    public Failure failure() {
        return failure;
    }

    /** {@return the stable code, such as {@code HF-STO-004}} */
    public String code() {
        return failure.code();
    }

    /** {@return what to do next, or an empty text} */
    public String hint() {
        return failure.hint();
    }

    /** {@return further facts in order} */
    public Map<String, String> context() {
        return failure.context();
    }

    /** {@return whether trying again may help} */
    public RetryStatus retryStatus() {
        return failure.retry();
    }

    /** {@return the type's name, the code and the message} */
    @Override
    public String toString() {
        return getClass().getSimpleName() + " " + code() + ": " + getMessage();
    }
}
