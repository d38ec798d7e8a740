package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.internal.text.Amounts;
import java.util.OptionalLong;

/**
 * Says of a store that ran full how much room the whole backup needs: a store sees one object at a time and knows neither what came before it
 * nor what is still to come.
 *
 * @param original bytes of the whole backup before encoding; empty if that cannot be told
 * @param read how many of them were read when the store ran full
 * @param stored how many bytes they had become
 */
record FullStore(OptionalLong original, long read, long stored) {

    private static final String CODE = "HF-STO-010";

    static boolean is(StoreException failure) {
        return failure.code().equals(CODE);
    }

    /**
     * Explains.
     *
     * @param store the store's name
     * @param why what it threw
     * @return the same failure with what is needed and what was free before the backup
     */
    StoreException explain(String store, StoreException why) {
        String left = why.failure().context().get("free");
        if (left == null) {
            return why;
        }
        long free = Long.parseLong(left) + stored;
        long needed = needed();
        boolean told = needed > free;
        Failure failure = Failure.of(
                        CODE,
                        "store " + store + " is full: this backup needs "
                                + (told ? "about " + Amounts.bytes(needed) : "more than " + Amounts.bytes(free))
                                + " there, and " + Amounts.bytes(free) + " were free when it began")
                .hint(why.hint())
                .retry(RetryStatus.LATER)
                .with("store", store)
                .with("key", why.failure().context().getOrDefault("key", ""))
                .with("needed", told ? Long.toString(needed) : "unknown")
                .with("free", free);
        return new StoreException(failure, why);
    }

    /** As much for each byte that is still to be read as for those that were; -1 if that cannot be told. */
    private long needed() {
        if (original.isEmpty() || read <= 0) {
            return -1;
        }
        double ratio = (double) stored / read;
        return (long) (Math.max(original.getAsLong(), read) * ratio);
    }
}
