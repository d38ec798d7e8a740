package dev.holdfast.backup.spi;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The ability of a target to say how much a capture reads, before it has read it.
 *
 * <p>It is asked for a bar that shows how far the first backup is, and when a store ran full, to say how much room the backup needs. So it may
 * cost a look at all that is protected, but not reading it.
 *
 * <p>An estimate has no side effects. It may run on another thread while a capture of the same target runs, and ends soon after {@link
 * RunContext#cancellation()} or {@link RunContext#deadline()} say so.
 */
@FunctionalInterface
public interface SizeEstimate {

    /**
     * Estimates how much a capture would read now.
     *
     * @param context the run
     * @return the size, as far as it can be told
     * @throws Exception if nothing can be told
     */
    SourceSize estimate(RunContext context) throws Exception;

    /**
     * How much there is to read.
     *
     * @param bytes bytes before encoding; empty if unknown
     * @param entries entries; empty if unknown or if the target has none
     */
    record SourceSize(OptionalLong bytes, OptionalLong entries) {

        /** The size of what cannot be told. */
        public static final SourceSize UNKNOWN = new SourceSize(OptionalLong.empty(), OptionalLong.empty());

        /**
         * Requires both.
         *
         * @param bytes bytes before encoding; empty if unknown
         * @param entries entries; empty if unknown or if the target has none
         */
        public SourceSize {
            Objects.requireNonNull(bytes, "bytes");
            Objects.requireNonNull(entries, "entries");
        }
    }
}
