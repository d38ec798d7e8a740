package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import org.jspecify.annotations.Nullable;

/** Turns what a store threw into the store's family of errors. */
public final class StoreFailures {

    /** The code of an upload to a key that is taken, see {@link dev.holdfast.backup.spi.BackupStore}. */
    public static final String EXISTS = "HF-STO-003";

    /** The code of an object that is not there. */
    public static final String MISSING = "HF-STO-002";

    private StoreFailures() {}

    /**
     * Makes a store's failure.
     *
     * @param store the store's name
     * @param action what was tried on which object: {@code "write orders/x"}
     * @param cause what the store threw
     * @return the cause itself if it is of the family, else a new exception around it
     */
    public static StoreException of(String store, String action, Throwable cause) {
        if (cause instanceof StoreException already) {
            return already;
        }
        if (cause instanceof BackupException other) {
            return new StoreException(other.failure(), other);
        }
        return new StoreException(
                Failure.of("HF-STO-050", "store " + store + " could not " + action + ": " + reason(cause))
                        .hint("Look at the store: is it there, is it full, may this process write to it?")
                        .with("store", store)
                        .retry(RetryStatus.LATER),
                cause);
    }

    /**
     * Tells whether an upload failed because its key is taken.
     *
     * @param failure what the store threw
     * @return whether it did
     */
    public static boolean isExisting(Throwable failure) {
        return failure instanceof BackupException known && known.code().equals(EXISTS);
    }

    /**
     * Tells whether an object could not be opened because it is not there.
     *
     * @param failure what the store threw
     * @return whether it is not
     */
    public static boolean isMissing(Throwable failure) {
        return failure instanceof BackupException known && known.code().equals(MISSING);
    }

    private static String reason(Throwable cause) {
        @Nullable String message = cause.getMessage();
        String type = cause.getClass().getSimpleName();
        return message == null ? type : message.lines().findFirst().orElse(type) + " (" + type + ")";
    }
}
