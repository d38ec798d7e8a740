package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.internal.text.Amounts;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Says of a store that ran full how much room the whole backup needs: a store sees one object at a time and knows neither what came before it
 * nor what is still to come.
 *
 * @param original bytes of the whole backup before encoding; empty if that cannot be told
 * @param read how many of them were read when the store ran full
 * @param stored how many bytes had come out of the encoding by then
 * @param freeBefore how much was free in each store before the backup began, by the store's name; those that can tell
 */
record FullStore(OptionalLong original, long read, long stored, Map<String, Long> freeBefore) {

    private static final String CODE = "HF-STO-010";

    /** What may be on its way through the compressor's threads: read, and not stored yet. */
    private static final long UNDER_WAY = 32L << 20;

    static boolean is(StoreException failure) {
        return failure.code().equals(CODE);
    }

    /**
     * Explains.
     *
     * @param store the store's name
     * @param why what it threw
     * @return the same failure with what is needed and what was free before the backup; as it was where the store cannot tell what is free
     */
    StoreException explain(String store, StoreException why) {
        Long free = freeBefore.get(store);
        if (free == null) {
            return why;
        }
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

    /** As much for each byte that is still to be read as for those that were; as it is before encoding while too little was read to tell; -1 if unknown. */
    private long needed() {
        if (original.isEmpty()) {
            return -1;
        }
        long encoded = read - UNDER_WAY;
        double ratio = encoded > 4 * UNDER_WAY ? Math.min(1, (double) stored / encoded) : 1;
        return (long) (Math.max(original.getAsLong(), read) * ratio);
    }
}
