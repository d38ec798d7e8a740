package dev.holdfast.backup.internal.read;

import dev.holdfast.backup.internal.pipeline.PipelineListener;
import dev.holdfast.backup.spi.Cancellation;
import dev.holdfast.backup.spi.Scratch;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * What reading a backup needs from its caller.
 *
 * @param executor whose threads decode ahead of whoever uses what was decoded; one that runs its tasks in the caller has none
 * @param cancellation ends the reading
 * @param scratch where files are made for formats and tools that need one
 * @param listener learns how many original bytes and entries passed
 */
public record ReadContext(
        Executor executor, Cancellation cancellation, ScratchSpace scratch, PipelineListener listener) {

    /** Requires all. */
    public ReadContext {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(scratch, "scratch");
        Objects.requireNonNull(listener, "listener");
    }

    /** Makes scratch directories, such as {@link dev.holdfast.backup.spi.RunContext#scratch}. */
    @FunctionalInterface
    public interface ScratchSpace {

        /**
         * Makes a scratch directory.
         *
         * @param bytes how much will be written there
         * @return the directory, closed by the caller
         * @throws IOException if it cannot be made
         * @throws dev.holdfast.backup.RefusedException if less is free
         */
        Scratch scratch(long bytes) throws IOException;
    }
}
