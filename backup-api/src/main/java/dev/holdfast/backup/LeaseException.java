package dev.holdfast.backup;

import org.jspecify.annotations.Nullable;

/** Another run works on the same resource: wait for it, or end it. */
public final class LeaseException extends BackupException {

    /** The code of a lease that is not given because somebody else has it; every {@link dev.holdfast.backup.spi.LeaseService} uses it. */
    public static final String IN_USE = "HF-LEA-001";

    /** The code of a lease that was lost while it was held. */
    public static final String LOST = "HF-LEA-002";

    /** The code of a lease that is not given because this node may count as dead. */
    public static final String UNCONFIRMED = "HF-LEA-004";

    /** The code of a lease that is not given because nobody can tell whether somebody else has it: what keeps leases does not answer. */
    public static final String AWAY = "HF-LEA-005";

    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param failure what failed
     */
    public LeaseException(Failure failure) {
        super(failure, null);
    }

    /**
     * Makes the exception with its cause.
     *
     * @param failure what failed
     * @param cause why, or {@code null}
     */
    public LeaseException(Failure failure, @Nullable Throwable cause) {
        super(failure, cause);
    }
}
